"""Addresses of the officers' review pages; they stand in the namespace `catalog`."""

from django.urls import path

from catalog import review_views

urlpatterns = [
    path("review/", review_views.review_queue, name="review-queue"),
    path("review/<str:reference>/", review_views.review_detail, name="review-detail"),
    path("review/<str:reference>/claim/", review_views.review_claim, name="review-claim"),
    path("review/<str:reference>/decision/", review_views.review_decide, name="review-decide"),
]
