from django.urls import path

from cooperation import report_views, triage_views, views

app_name = "cooperation"
urlpatterns = [
    path("interests/", views.interest_list, name="interest-list"),
    path("interests/<int:pk>/", views.interest_detail, name="interest-detail"),
    path("interests/<int:pk>/accept/", views.accept, name="interest-accept"),
    path("interests/<int:pk>/decline/", views.decline, name="interest-decline"),
    path("interests/<int:pk>/withdraw/", views.withdraw, name="interest-withdraw"),
    path("listings/<str:reference>/answers/", report_views.listing_report, name="listing-report"),
    path("desk/reports/letters/", report_views.choose_letters, name="report-letters"),
    path("mail/reports/<str:token>/", report_views.report_stop, name="report-stop"),
    path("triage/", triage_views.triage_list, name="triage"),
    path("triage/<str:reference>/", triage_views.triage_detail, name="triage-detail"),
    path("triage/<str:reference>/officer/", triage_views.triage_take, name="triage-take"),
    path("triage/<str:reference>/end/<slug:outcome>/", triage_views.triage_end, name="triage-end"),
    path("listings/<str:reference>/interest/", views.express, name="express"),
]
