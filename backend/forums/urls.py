from django.urls import path

from backend.api.base import methods
from backend.forums import views

urlpatterns = [
    path("forums", methods(views.ListForums, views.AddForum)),
    path("forums/<uuid:id>", methods(views.GetForum)),
]
