from collections.abc import Mapping

from oauth2_provider.scopes import BaseScopes
from oauthlib.common import Request

from backend.people.models import Client
from backend.people.scopes import EVERY_SCOPE, MEANINGS


class ClientScopes(BaseScopes):  # type: ignore[misc]  # the toolkit has no types
    """A client may ask for what it was registered with, and gets all of it when it names none."""

    def get_all_scopes(self) -> Mapping[str, str]:
        return MEANINGS

    def get_available_scopes(
        self, application: Client | None = None, request: Request | None = None
    ) -> list[str]:
        return sorted(EVERY_SCOPE) if application is None else list(application.scopes)

    def get_default_scopes(
        self, application: Client | None = None, request: Request | None = None
    ) -> list[str]:
        return self.get_available_scopes(application)
