from typing import Final

from django.urls import URLPattern, path

from backend.api.base import methods
from backend.forums.views import attendance, forums, interests, minutes

FORUMS: Final = [
    path("forums", methods(forums.ListForums, forums.AddForum)),
    path("forums/<uuid:id>", methods(forums.GetForum)),
]

# Who sat there, what they have at stake, and what is written of it.
SITTINGS: Final = [
    path(
        "meetings/<uuid:id>/attendances",
        methods(attendance.ListAttendances, attendance.RecordAttendance),
    ),
    path("attendances/<uuid:id>", methods(attendance.GetAttendance)),
    path("forums/<uuid:id>/attendance-rates", methods(attendance.ListAttendanceRates)),
    path(
        "agenda-items/<uuid:id>/interests",
        methods(interests.ListInterests, interests.DeclareInterest),
    ),
    path("interests/<uuid:id>", methods(interests.GetInterest)),
    path("meetings/<uuid:id>/minutes", methods(minutes.ListMinutes, minutes.WriteMinutes)),
    path("minutes/<uuid:id>", methods(minutes.GetMinutes)),
    path(
        "minutes/<uuid:id>/corrections",
        methods(minutes.ListMinutesCorrections, minutes.CorrectMinutes),
    ),
    path("minutes-corrections/<uuid:id>", methods(minutes.GetMinutesCorrection)),
]

urlpatterns: Final[list[URLPattern]] = [*FORUMS, *SITTINGS]
