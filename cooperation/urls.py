from django.urls import path

from cooperation import report_views, triage_views, views
from cooperation.agreeing import views as agreeing_views
from cooperation.asking import views as asking_views
from cooperation.filing import views as filing_views
from cooperation.funnel import public_views
from cooperation.funnel import views as funnel_views
from cooperation.gap_letters import views as gap_letter_views
from cooperation.outcomes import views as outcome_views
from cooperation.papers import owing_views, registering_views
from cooperation.papers import views as paper_views
from cooperation.pipeline import list_views, room_views
from cooperation.stories import public_views as story_pages
from cooperation.stories import views as story_views

app_name = "cooperation"
urlpatterns = [
    path("interests/", views.interest_list, name="interest-list"),
    path("interests/<int:pk>/", views.interest_detail, name="interest-detail"),
    path("interests/<int:pk>/accept/", views.accept, name="interest-accept"),
    path("interests/<int:pk>/decline/", views.decline, name="interest-decline"),
    path("interests/followed/", asking_views.followed, name="interests-followed"),
    path("interests/<int:pk>/ask/", asking_views.ask, name="interest-ask"),
    path("interests/<int:pk>/reply/", asking_views.reply, name="interest-reply"),
    path("interests/<int:pk>/pass-on/", asking_views.pass_on, name="interest-pass-on"),
    path("interests/<int:pk>/give-back/", asking_views.give_back, name="interest-give-back"),
    path("listings/<str:reference>/interests/", asking_views.beside, name="interests-beside"),
    path("interests/<int:pk>/withdraw/", views.withdraw, name="interest-withdraw"),
    path("listings/<str:reference>/answers/", report_views.listing_report, name="listing-report"),
    path("desk/reports/letters/", report_views.choose_letters, name="report-letters"),
    path("mail/reports/<str:token>/", report_views.report_stop, name="report-stop"),
    path("gap-list/letters/", gap_letter_views.choose, name="gap-letters"),
    path("gap-list/letters/stop/", gap_letter_views.stop, name="gap-letters-stop"),
    path("triage/", triage_views.triage_list, name="triage"),
    path("triage/<str:reference>/", triage_views.triage_detail, name="triage-detail"),
    path("triage/<str:reference>/officer/", triage_views.triage_take, name="triage-take"),
    path("triage/<str:reference>/end/<slug:outcome>/", triage_views.triage_end, name="triage-end"),
    path("cooperations/", list_views.rooms, name="rooms"),
    path("cooperations/followed/", list_views.followed, name="followed"),
    path("cooperations/new/", list_views.start, name="cooperation-start"),
    path("cooperations/<str:reference>/", room_views.room, name="room"),
    path("cooperations/<str:reference>/stages/<slug:code>/", room_views.state_stage, name="stage-state"),
    path("cooperations/<str:reference>/stages/<slug:code>/reopen/", room_views.reopen, name="stage-reopen"),
    path("cooperations/<str:reference>/deadline/", room_views.propose_date, name="date-propose"),
    path("cooperations/<str:reference>/deadline/<int:pk>/", room_views.answer_date, name="date-answer"),
    path("cooperations/<str:reference>/messages/", room_views.write_message, name="room-message"),
    path("cooperations/<str:reference>/messages/all/", room_views.all_messages, name="room-messages"),
    path("cooperations/<str:reference>/terms/", room_views.describe, name="room-describe"),
    path("cooperations/<str:reference>/close/", room_views.close, name="room-close"),
    path("cooperations/<str:reference>/resume/", room_views.resume, name="room-resume"),
    path("cooperations/<str:reference>/officer/", room_views.take, name="room-take"),
    path("cooperations/<str:reference>/contacts/", room_views.note_contact, name="room-contact"),
    path("cooperations/<str:reference>/documents/new/", filing_views.add, name="document-add"),
    path("cooperations/<str:reference>/documents/<int:pk>/", filing_views.document, name="document"),
    path("cooperations/<str:reference>/files/<slug:key>/", filing_views.download, name="document-file"),
    path("cooperations/<str:reference>/agreement/", agreeing_views.agreement, name="agreement"),
    path("cooperations/<str:reference>/agreement/<int:pk>/", agreeing_views.confirm, name="agreement-confirm"),
    path("cooperations/<str:reference>/drafts/<slug:kind>/", agreeing_views.agreement, name="draft"),
    path("cooperations/<str:reference>/papers/<slug:kind>/", paper_views.paper, name="paper"),
    path("cooperations/<str:reference>/papers/<int:pk>/confirm/", paper_views.confirm, name="paper-confirm"),
    path("cooperations/<str:reference>/obligations/new/", owing_views.add, name="obligation-add"),
    path("cooperations/<str:reference>/obligations/<int:pk>/", owing_views.obligation, name="obligation"),
    path("cooperations/<str:reference>/registration/", registering_views.registration, name="registration"),
    path("cooperations/<str:reference>/experts/", room_views.invite, name="room-invite"),
    path("cooperations/<str:reference>/experts/<int:pk>/", room_views.dismiss, name="room-dismiss"),
    path("results/", public_views.results_page, name="results"),
    path("staff/funnel/", funnel_views.funnel_page, name="funnel"),
    path("staff/funnel/excel/", funnel_views.funnel_excel, name="funnel-excel"),
    path("cooperations/<str:reference>/outcomes/<slug:kind>/begin/", outcome_views.begin, name="outcome-begin"),
    path("cooperations/<str:reference>/outcomes/<int:pk>/", outcome_views.show, name="outcome"),
    path("cooperations/<str:reference>/outcomes/<int:pk>/write/", outcome_views.write, name="outcome-write"),
    path("cooperations/<str:reference>/outcomes/<int:pk>/verify/", outcome_views.verify, name="outcome-verify"),
    path("cooperations/<str:reference>/outcomes/<int:pk>/return/", outcome_views.send_back, name="outcome-return"),
    path("cooperations/<str:reference>/outcomes/<int:pk>/remark/", outcome_views.remark, name="outcome-remark"),
    path("cooperations/<str:reference>/story/", story_views.edit, name="story-edit"),
    path("cooperations/<str:reference>/story/agree/", story_views.agree, name="story-agree"),
    path("cooperations/<str:reference>/story/withdraw/", story_views.withdraw, name="story-withdraw"),
    path("cooperations/<str:reference>/story/publish/", story_views.publish, name="story-publish"),
    path("cooperations/<str:reference>/story/down/", story_views.take_down, name="story-take-down"),
    path("success-stories/", story_pages.story_list, name="story-list"),
    path("success-stories/<int:pk>/", story_pages.story, name="story"),
    path("listings/<str:reference>/interest/", views.express, name="express"),
]
