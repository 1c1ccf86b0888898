"""The document and its pages: the schema itself, and Swagger UI from the sidecar, no CDN."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

# Swagger UI styles its elements inline; nothing else is looser than for a page of our own.
_SWAGGER_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


class SchemaView(SpectacularAPIView):
    authentication_classes = ()
    permission_classes = ()


class TryView(SpectacularSwaggerSplitView):
    authentication_classes = ()
    permission_classes = ()
    url_name = "schema"

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:  # Any: DRF's own
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        response.headers["Content-Security-Policy"] = _SWAGGER_POLICY
        return response
