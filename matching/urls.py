from django.urls import path

from matching import learning_views, weight_views

app_name = "matching"
urlpatterns = [
    path("matching/weights/", weight_views.weights, name="weights"),
    path("matching/weights/edit/", weight_views.weights_edit, name="weights-edit"),
    path("matching/learning/", learning_views.learning, name="learning"),
    path("matching/learning/refit/", learning_views.refit, name="refit"),
    path("matching/learning/<int:pk>/take-over/", learning_views.refit_take_over, name="refit-take-over"),
]
