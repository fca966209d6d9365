from django.urls import path

from cooperation import views

app_name = "cooperation"
urlpatterns = [
    path("interests/", views.interest_list, name="interest-list"),
    path("interests/<int:pk>/", views.interest_detail, name="interest-detail"),
    path("interests/<int:pk>/accept/", views.accept, name="interest-accept"),
    path("interests/<int:pk>/decline/", views.decline, name="interest-decline"),
    path("interests/<int:pk>/withdraw/", views.withdraw, name="interest-withdraw"),
    path("listings/<str:reference>/interest/", views.express, name="express"),
]
