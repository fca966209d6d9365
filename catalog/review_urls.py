"""Addresses of the officers' review pages; they stand in the namespace `catalog`."""

from django.urls import path

from catalog import glossary_views, level_views, report_views, review_views, talk_views
from catalog.legal import views as legal_views
from catalog.reviewing import assign_views, ruling_views

urlpatterns = [
    path("review/next/", assign_views.next_review, name="review-next"),
    path("review/several/claim/", assign_views.claim_chosen, name="review-claim-several"),
    path("review/several/hand-over/", assign_views.hand_over_chosen, name="review-hand-over"),
    path("review/glossary/", glossary_views.glossary, name="glossary"),
    path("review/glossary/new/", glossary_views.glossary_add, name="glossary-add"),
    path("review/glossary/<slug:code>/", glossary_views.glossary_edit, name="glossary-edit"),
    path("review/glossary/<slug:code>/state/", glossary_views.glossary_state, name="glossary-state"),
    path("review/reports/", report_views.report_list, name="problem-reports"),
    path("review/reports/<int:pk>/", report_views.report_detail, name="problem-report"),
    path("review/transfer-rules/", legal_views.rule_list, name="transfer-rules"),
    path("review/transfer-rules/new/", legal_views.rule_add, name="transfer-rule-add"),
    path("review/transfer-rules/<int:pk>/", legal_views.rule_edit, name="transfer-rule"),
    path("review/trl/", level_views.to_renew, name="trl-to-renew"),
    path("review/<str:reference>/", review_views.review_detail, name="review-detail"),
    path("review/<str:reference>/claim/", review_views.review_claim, name="review-claim"),
    path("review/<str:reference>/law/", ruling_views.review_rule, name="review-rule"),
    path("review/<str:reference>/trl/", level_views.verify, name="review-trl"),
    path("review/<str:reference>/trl/withdraw/", level_views.withdraw, name="review-trl-withdraw"),
    path("review/<str:reference>/comment/", talk_views.field_comment, name="review-comment"),
    path("review/<str:reference>/message/", talk_views.officer_message, name="review-message"),
    path("review/<str:reference>/decision/", review_views.review_decide, name="review-decide"),
]
