from collections.abc import Mapping
from typing import Any  # rows are of any recorded model

from django.db.models import Exists, OuterRef, Q, QuerySet

from backend.audit.edge import Listing, Write
from backend.audit.source import now
from backend.errors import NotVisible
from backend.people import operations
from backend.people.filters import ClientFilters
from backend.people.models import AuthorizationCode, Client, Consent, RefreshToken
from backend.people.operations.clients import IssuedSecret
from backend.people.policy import refuse_clients, require_administrator
from backend.people.rows import Adding, Row, Rows, Secret, one_seen
from backend.people.scopes import Scope
from backend.people.serializers import clients as serializers
from backend.people.views.people import Read


class ListClients(Rows, Read):
    operation_id = "list_clients"
    summary = "List the programs registered for OAuth 2, never their secrets"
    model = Client
    answers = serializers.ClientOut
    filters = ClientFilters
    orderings = ("name", "kind")

    def rows(self) -> QuerySet[Any]:
        return super().rows().select_related("access")


class GetClient(Row, Read):
    operation_id = "get_client"
    summary = "Read one program registered for OAuth 2"
    model = Client
    related = ("access",)
    answers = serializers.ClientOut


class Registering(Adding):
    tag = "people"
    scope = Scope.PEOPLE_WRITE
    answers = serializers.ClientOut
    address = "/api/v1/clients"

    def permit(self, subject: None) -> None:
        require_administrator(self.actor, "register a program")


class ShowingSecret(Secret):
    adds = serializers.ClientSecretOut

    def present(self, result: IssuedSecret) -> tuple[Client, Mapping[str, Any]]:
        return result.client, {"client_secret": result.secret}


class RegisterClient(ShowingSecret, Registering):
    operation = operations.register_client
    operation_id = "register_client"
    summary = "Register a client for a partner system"
    description = "It gets its tokens with its own secret, and acts as that system."
    accepts = serializers.RegisterClientIn


class RegisterTool(Registering):
    operation = operations.register_tool
    operation_id = "register_tool"
    summary = "Register a tool that people may let act for them"
    description = "It keeps no secret: PKCE with S256 binds each consent to whoever asked for it."
    accepts = serializers.RegisterToolIn


class Changing(Write):
    tag = "people"
    scope = Scope.PEOPLE_WRITE
    answers = serializers.ClientOut
    requires_if_match = True

    def find(self) -> Client:
        found: Client = one_seen(Client, self.actor, self.kwargs["id"])
        return found

    def permit(self, subject: Client) -> None:
        require_administrator(self.actor, "change a registered program")


class RotateClientSecret(ShowingSecret, Changing):
    operation = operations.rotate_client_secret
    operation_id = "rotate_client_secret"
    summary = "Give a client another secret"
    description = "The one before it is taken for 24 hours more."


class RevokeClient(Changing):
    operation = operations.revoke_client
    operation_id = "revoke_client"
    summary = "Revoke a client and every token it was given, at once and for good"
    accepts = serializers.RevokeClientIn


class ListConsents(Listing, Read):
    operation_id = "list_my_consents"
    summary = "List the tools that you let act for you"
    description = "Those that still can: by a consent that has not ended, withdrawn or given up."
    scope = ""
    answers = serializers.ConsentOut
    orderings = ("-given_at",)

    def rows(self) -> QuerySet[Any]:
        at = now()
        own = Consent.objects.filter(
            partnership_id=self.actor.partnership_id, profile__actor_id=self.actor.id
        )
        renewals = RefreshToken.objects.filter(token_family=OuterRef("id"), revoked=None)
        codes = AuthorizationCode.objects.filter(id=OuterRef("id"), used_at=None, expires__gt=at)
        return own.select_related("client").filter(
            Q(Exists(renewals)) | Q(Exists(codes)),
            withdrawn_at=None,
            ends_at__gt=at,
            client__revoked_at=None,
        )


class WithdrawConsent(Write):
    operation = operations.withdraw_consent
    operation_id = "withdraw_consent"
    summary = "Let a tool act for you no more, at once"
    description = "Every token that stems from the consent ends with it, sockets within 2 seconds."
    tag = "people"
    answers = serializers.ConsentOut

    def find(self) -> Consent:
        rows = Consent.objects.filter(partnership_id=self.actor.partnership_id)
        consent = rows.select_related("client", "profile").filter(id=self.kwargs["id"]).first()
        if consent is None:
            raise NotVisible
        return consent

    def permit(self, subject: Consent) -> None:
        refuse_clients(self.actor, "withdraw a consent")
        if subject.profile.actor_id != self.actor.id:
            require_administrator(self.actor, "withdraw someone else's consent")
