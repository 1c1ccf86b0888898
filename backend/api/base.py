"""What every view of the API has in common: who asks, with which scope, and how it is refused."""

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any, ClassVar, cast

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt
from rest_framework import exceptions, serializers
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

from backend.api.actor import Actor
from backend.api.handlers import exception_handler, method_not_allowed
from backend.api.problems import InsufficientScope

Answers = type[serializers.Serializer[Any]]  # Any: of any model
Expands = Mapping[str, tuple[str, Answers]]


class Negotiation(DefaultContentNegotiation):
    """JSON or 406, asked of the Accept header alone: a `format` parameter is as unknown as any."""

    settings = cast("Any", SimpleNamespace(URL_FORMAT_OVERRIDE=None))  # Any: two settings of DRF

    def select_renderer(
        self, request: Any, renderers: Any, format_suffix: Any = None
    ) -> Any:  # Any: DRF's own
        try:
            return super().select_renderer(request, renderers, None)
        except (ValueError, KeyError):
            raise exceptions.NotAcceptable from None


class ApiView(APIView):
    """One operation. A view that names none is refused before it can answer anything."""

    operation_id: ClassVar[str] = ""
    summary: ClassVar[str] = ""
    description: ClassVar[str] = ""
    tag: ClassVar[str] = ""
    scope: ClassVar[str] = ""
    method: ClassVar[str] = "GET"
    # Asked without a token: signing in, and nothing that shows a partnership's record.
    public: ClassVar[bool] = False
    # Statuses beyond the usual ones of its method, for the document.
    refusals: ClassVar[tuple[int, ...]] = ()
    # Raw OpenAPI parameters beyond those the view's parts declare.
    parameters: ClassVar[tuple[Mapping[str, object], ...]] = ()

    _is_counted = False

    renderer_classes = (JSONRenderer,)
    parser_classes = ()
    permission_classes = ()
    metadata_class = None
    content_negotiation_class = Negotiation

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Any:  # Any: DRF's own
        missing = [name for name in ("operation_id", "summary", "tag") if not getattr(cls, name)]
        if missing:
            raise ImproperlyConfigured(f"{cls.__qualname__} declares no {', '.join(missing)}")
        return super().as_view(**initkwargs)

    @property
    def actor(self) -> Actor:
        return cast("Actor", self.request.user)

    @property
    def default_response_headers(self) -> dict[str, str]:
        # DRF would list this class's method as if it were all the address takes.
        return {}

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:  # Any: DRF's own
        self.check_throttles(request)
        # Who asks comes before how the answer should look: 401 before 406.
        self.perform_authentication(request)
        self.check_permissions(request)
        super().initial(request, *args, **kwargs)

    def check_throttles(self, request: Request) -> None:
        """First of all, so that a token that is not accepted counts too; and once, though DRF asks
        again after everything else.
        """
        if not self._is_counted:
            self._is_counted = True
            super().check_throttles(request)

    def check_permissions(self, request: Request) -> None:
        if self.public:
            return
        if request.successful_authenticator is None:
            raise exceptions.NotAuthenticated
        if self.scope and self.scope not in self.actor.scopes:
            raise InsufficientScope(self.scope)

    def get_exception_handler(self) -> Callable[..., Any]:  # Any: DRF's own
        return exception_handler


def methods(*views: type[ApiView]) -> Callable[..., HttpResponseBase]:
    """The view function of one address: each operation answers its own method, the rest are 405.

    path("actions", methods(ListActions, ProposeAction))
    """
    by_method = {view.method: view.as_view() for view in views}
    if len(by_method) < len(views):
        raise ImproperlyConfigured(f"Two of {views} answer the same method")
    if "GET" in by_method:
        by_method["HEAD"] = by_method["GET"]

    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        view = by_method.get(request.method or "")
        if view is None:
            return method_not_allowed(request, sorted(by_method))
        return cast("HttpResponseBase", view(request, *args, **kwargs))

    # The schema's enumeration of endpoints takes the operations apart again by these.
    answer.cls = views[0]  # type: ignore[attr-defined]
    answer.initkwargs = {}  # type: ignore[attr-defined]
    answer.by_method = by_method  # type: ignore[attr-defined]
    return csrf_exempt(answer)
