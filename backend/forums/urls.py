from typing import Final

from django.urls import URLPattern, path

from backend.api.base import methods
from backend.forums.views import forums

FORUMS: Final = [
    path("forums", methods(forums.ListForums, forums.AddForum)),
    path("forums/<uuid:id>", methods(forums.GetForum)),
]

urlpatterns: Final[list[URLPattern]] = [*FORUMS]
