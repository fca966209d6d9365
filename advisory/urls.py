from django.urls import path

from advisory.experts import directory_views, own_views, staff_views

app_name = "advisory"
urlpatterns = [
    path("experts/", directory_views.expert_list, name="expert-list"),
    path("experts/<int:pk>/", directory_views.expert_detail, name="expert-detail"),
    path("account/expert/", own_views.own_profile, name="own-profile"),
    path("staff/experts/", staff_views.experts_to_check, name="experts-to-check"),
    path("staff/experts/<int:pk>/", staff_views.expert_check, name="expert-check"),
    path("staff/experts/<int:pk>/verify/", staff_views.expert_verify, name="expert-verify"),
    path("staff/experts/<int:pk>/send-back/", staff_views.expert_send_back, name="expert-send-back"),
    path("staff/experts/for/<str:reference>/", staff_views.experts_for_listing, name="experts-for-listing"),
]
