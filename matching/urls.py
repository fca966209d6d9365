from django.urls import path

from matching import weight_views

app_name = "matching"
urlpatterns = [
    path("matching/weights/", weight_views.weights, name="weights"),
    path("matching/weights/edit/", weight_views.weights_edit, name="weights-edit"),
]
