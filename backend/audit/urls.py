from django.urls import path

from backend.api.base import methods
from backend.audit.views.checkpoints import GetCheckpoint
from backend.audit.views.entries import ListEntries
from backend.audit.views.history import ListHistory
from backend.audit.views.keys import ListKeys

urlpatterns = [
    path("history", methods(ListHistory)),
    path("logs/<uuid:id>/checkpoint", methods(GetCheckpoint)),
    path("logs/<uuid:id>/entries", methods(ListEntries)),
    path("logs/<uuid:id>/keys", methods(ListKeys)),
]
