from django.urls import path

from backend.api.base import methods
from backend.audit import views

urlpatterns = [
    path("logs/<uuid:id>/checkpoint", methods(views.GetCheckpoint)),
    path("logs/<uuid:id>/entries", methods(views.ListEntries)),
    path("logs/<uuid:id>/keys", methods(views.ListKeys)),
]
