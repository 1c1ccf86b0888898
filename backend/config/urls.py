from django.urls import include, path

from backend.people.urls import oauth_urls

urlpatterns = [
    path("", include("backend.api.urls")),
    path("", include(oauth_urls)),
    path("api/v1/", include("backend.audit.urls")),
    path("api/v1/", include("backend.people.urls")),
    path("api/v1/", include("backend.forums.urls")),
    path("api/v1/", include("backend.actions.urls")),
    path("api/v1/", include("backend.deals.urls")),
    path("api/v1/", include("backend.sync.urls")),
]
handler400 = "backend.api.handlers.bad_request"
handler403 = "backend.api.handlers.permission_denied"
handler404 = "backend.api.handlers.page_not_found"
handler500 = "backend.api.handlers.server_error"
