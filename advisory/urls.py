from django.urls import path

from advisory.dossiers import views as dossier_views
from advisory.experts import directory_views, own_views, staff_views
from advisory.requests import list_views, views

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
    path("services/", list_views.requests, name="requests"),
    path("services/new/", views.request_new, name="request-new"),
    path("services/<str:reference>/", views.request_detail, name="request"),
    path("services/<str:reference>/take/", views.take, name="request-take"),
    path("services/<str:reference>/invite/", views.invite, name="request-invite"),
    path("services/<str:reference>/refuse/", views.refuse, name="request-refuse"),
    path("services/<str:reference>/offer/", views.make_offer, name="request-offer"),
    path("services/<str:reference>/decline/", views.decline, name="request-decline"),
    path("services/<str:reference>/choose/<int:pk>/", views.choose, name="request-choose"),
    path("services/<str:reference>/deadline/", views.set_deadline, name="request-deadline"),
    path("services/<str:reference>/deliver/", views.deliver, name="request-deliver"),
    path("services/<str:reference>/accept/", views.accept, name="request-accept"),
    path("services/<str:reference>/return/", views.send_back, name="request-return"),
    path("services/<str:reference>/withdraw/", views.withdraw, name="request-withdraw"),
    path("services/<str:reference>/rate/", views.rate, name="request-rate"),
    path("services/<str:reference>/files/<int:pk>/", views.file, name="request-file"),
    path("dossiers/", dossier_views.dossiers, name="dossiers"),
    path("dossiers/for/<str:reference>/", dossier_views.dossier_new, name="dossier-new"),
    path("dossiers/<str:reference>/", dossier_views.dossier_detail, name="dossier"),
    path("dossiers/<str:reference>/add/", dossier_views.add, name="dossier-add"),
    path("dossiers/<str:reference>/offers/<int:pk>/leave-out/", dossier_views.leave_out, name="dossier-leave-out"),
    path("dossiers/<str:reference>/offers/<int:pk>/score/", dossier_views.score, name="dossier-score"),
    path("dossiers/<str:reference>/close/", dossier_views.close, name="dossier-close"),
    path("staff/services/", list_views.staff_requests, name="staff-requests"),
]
