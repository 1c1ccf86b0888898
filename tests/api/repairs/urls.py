from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from backend.api.base import methods
from tests.api.repairs import views


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("the drain is blocked")


urlpatterns = [
    path("", include("backend.api.urls")),
    path("api/v1/repairs", methods(views.ListRepairs, views.ReportRepair)),
    path(
        "api/v1/repairs/<uuid:repair_id>",
        methods(views.GetRepair, views.AmendRepair, views.DropRepair),
    ),
    path("api/v1/repairs/<uuid:repair_id>/close", methods(views.CloseRepair)),
    path("api/v1/broken", broken),
]
handler400 = "backend.api.handlers.bad_request"
handler403 = "backend.api.handlers.permission_denied"
handler404 = "backend.api.handlers.page_not_found"
handler500 = "backend.api.handlers.server_error"
