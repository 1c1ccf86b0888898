from django.urls import path

from backend.api.base import methods
from backend.sync.views.changes import ListChanges

urlpatterns = [path("changes", methods(ListChanges))]
