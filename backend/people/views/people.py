from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Final, cast  # Any: results of operations are of many types

from django.contrib.auth import authenticate, login
from django.db.models import QuerySet
from django.http import HttpResponse
from rest_framework.exceptions import AuthenticationFailed, Throttled
from rest_framework.request import Request

from backend.api.base import ApiView
from backend.api.encoding import JsonAnswer
from backend.api.filters import refuse_query
from backend.api.frame import request_id_of
from backend.api.reads import Detail
from backend.audit.days import today
from backend.audit.edge import Listing, Write
from backend.audit.models import Told
from backend.audit.source import now
from backend.audit.unit import Unit, unit_of_work
from backend.errors import NotVisible
from backend.people import operations, serializers
from backend.people.authentication import SESSION_PROFILE, SessionSignIn
from backend.people.filters import AppointmentFilters, OrganisationFilters, PersonFilters
from backend.people.identity import Identity, unplaced
from backend.people.models import Actor, Appointment, Organisation, Partnership, Profile, Token
from backend.people.operations.credentials import IssuedTicket, IssuedToken
from backend.people.policy import (
    refuse_clients,
    require_administrator,
    require_any_giver,
    require_giver,
)
from backend.people.readings import note_entries
from backend.people.roles import role_named
from backend.people.rows import Adding, Row, Rows, Secret, one_seen
from backend.people.scopes import Scope
from backend.people.waiting import waiting_for

# Seconds; the setting that locks sign-in out says the same.
SIGN_IN_PAUSE: Final = 15 * 60


class Read(ApiView):
    tag = "people"
    scope = Scope.PEOPLE_READ.value

    @property
    def actor(self) -> Identity:
        return cast("Identity", self.request.user)


class ListOrganisations(Rows, Read):
    operation_id = "list_organisations"
    summary = "List the organisations of the partnership"
    model = Organisation
    answers = serializers.OrganisationOut
    filters = OrganisationFilters
    orderings = ("name", "kind")


class GetOrganisation(Row, Read):
    operation_id = "get_organisation"
    summary = "Read one organisation"
    model = Organisation
    answers = serializers.OrganisationOut


class AddOrganisation(Adding):
    operation = operations.add_organisation
    operation_id = "add_organisation"
    summary = "Add an organisation"
    tag = "people"
    scope = Scope.PEOPLE_WRITE
    accepts = serializers.AddOrganisationIn
    answers = serializers.OrganisationOut
    address = "/api/v1/organisations"

    def permit(self, subject: None) -> None:
        require_administrator(self.actor, "add an organisation")


class GetPartnership(Detail, Read):
    operation_id = "get_partnership"
    summary = "Read the partnership this token or session is bound to"
    answers = serializers.PartnershipOut

    def one(self) -> Partnership:
        return Partnership.objects.get(id=self.actor.partnership_id)


class ListPeople(Rows, Read):
    operation_id = "list_people"
    summary = "List the people and partner systems of the partnership"
    model = Profile
    answers = serializers.PersonOut
    filters = PersonFilters
    orderings = ("name",)

    def rows(self) -> QuerySet[Any]:
        return super().rows().filter(ended_at=None).select_related("actor")


class GetPerson(Row, Read):
    operation_id = "get_person"
    summary = "Read one person or partner system"
    model = Profile
    related = ("actor",)
    answers = serializers.PersonOut


class AddPerson(Adding):
    operation = operations.add_person
    operation_id = "add_person"
    summary = "Add a person or a partner system"
    tag = "people"
    scope = Scope.PEOPLE_WRITE
    accepts = serializers.AddPersonIn
    answers = serializers.PersonOut
    address = "/api/v1/people"

    def permit(self, subject: None) -> None:
        require_administrator(self.actor, "add a person or a partner system")


class ListAppointments(Rows, Read):
    operation_id = "list_appointments"
    summary = "List who holds or held which role on what"
    model = Appointment
    answers = serializers.AppointmentOut
    filters = AppointmentFilters
    orderings = ("-starts_at",)


class GetAppointment(Row, Read):
    operation_id = "get_appointment"
    summary = "Read one appointment"
    model = Appointment
    answers = serializers.AppointmentOut


class Appoint(Adding):
    """Who may give a role depends on the role, which stands in the body: the operation asks."""

    operation = operations.appoint
    operation_id = "appoint"
    summary = "Give someone a role on one object"
    tag = "people"
    scope = Scope.PEOPLE_WRITE
    accepts = serializers.AppointIn
    answers = serializers.AppointmentOut
    address = "/api/v1/appointments"

    def permit(self, subject: None) -> None:
        require_any_giver(self.actor)


class EndAppointment(Write):
    operation = operations.end_appointment
    operation_id = "end_appointment"
    summary = "End an appointment at once"
    tag = "people"
    scope = Scope.PEOPLE_WRITE
    accepts = serializers.EndAppointmentIn
    answers = serializers.AppointmentOut
    requires_if_match = True

    def find(self) -> Appointment:
        found: Appointment = one_seen(Appointment, self.actor, self.kwargs["id"])
        return found

    def permit(self, subject: Appointment) -> None:
        require_giver(self.actor, role_named(subject.role), subject.on_id)


class ListNotices(Listing, Read):
    operation_id = "list_my_notices"
    summary = "List what the log tells you, newest first"
    answers = serializers.NoticeOut
    orderings = ("-index",)

    def rows(self) -> QuerySet[Any]:
        told = Told.objects.filter(
            log_id=self.actor.partnership_id, actor=self.actor.id
        ).select_related("entry")
        audiences = self.actor.audiences
        return told if audiences.everything else told.filter(entry__audience__in=audiences.names)

    def represent(self, rows: Sequence[Told], names: Sequence[str]) -> list[Any]:
        note_entries(self.actor, [told.entry for told in rows])
        return super().represent(rows, names)


class GetMe(Read):
    operation_id = "get_me"
    summary = "Read who you are here, and which roles you hold"
    scope = ""
    answers = serializers.MeOut

    def get(self, request: Request, **_: object) -> HttpResponse:
        refuse_query(request.GET)
        profile = _own_profile(self.actor)
        roles = [
            {"role": name, "on_type": role_named(name).on_type, "on": on}
            for name, on in sorted(self.actor.held)
        ]
        me = {
            "actor": self.actor.id,
            "profile": profile.id,
            "kind": self.actor.kind,
            "name": profile.name,
            "email": profile.email,
            "organisation": profile.organisation_id,
            "partnership": profile.partnership,
            "roles": roles,
            "scopes": sorted(self.actor.scopes),
        }
        return JsonAnswer(serializers.MeOut().to_representation(me))


class ListWaiting(Read):
    operation_id = "list_my_waiting"
    summary = "List what waits for you"
    answers = serializers.AllWaitingOut
    description = "At most 200 at once; the rest shows when these are done."

    def get(self, request: Request, **_: object) -> HttpResponse:
        refuse_query(request.GET)
        waiting = waiting_for(self.actor, today())
        return JsonAnswer(serializers.AllWaitingOut().to_representation({"results": waiting}))


class ListTokens(Listing, Read):
    operation_id = "list_my_tokens"
    summary = "List your tokens, never their secrets"
    scope = ""
    answers = serializers.TokenOut
    orderings = ("-created_at",)

    def rows(self) -> QuerySet[Any]:
        return Token.objects.filter(
            profile__partnership_id=self.actor.partnership_id, profile__actor_id=self.actor.id
        )


class IssueToken(Secret, Adding):
    operation = operations.issue_token
    operation_id = "issue_token"
    summary = "Issue a token for yourself, or as administrator for a partner system"
    tag = "people"
    accepts = serializers.IssueTokenIn
    answers = serializers.TokenOut
    adds = serializers.SecretOut
    address = "/api/v1/me/tokens"

    def permit(self, subject: None) -> None:
        refuse_clients(self.actor, "issue a token")

    def run(
        self, unit: Any, subject: None, version: int | None, given: Mapping[str, Any]
    ) -> IssuedToken:
        own = cast("Identity", self.actor).profile_id
        named = {"profile_id": own, **given}
        return operations.issue_token(unit, **named)

    def present(self, result: IssuedToken) -> tuple[Token, Mapping[str, Any]]:
        return result.token, {"token": result.secret}

    def location(self, subject: Token) -> str:
        return self.address


class RevokeToken(Write):
    operation = operations.revoke_token
    operation_id = "revoke_token"
    summary = "Revoke a token at once"
    tag = "people"
    answers = serializers.TokenOut

    def find(self) -> Token:
        token = (
            Token.objects.filter(
                id=self.kwargs["id"], profile__partnership_id=self.actor.partnership_id
            )
            .select_related("profile")
            .first()
        )
        if token is None:
            raise NotVisible
        return token

    def permit(self, subject: Token) -> None:
        refuse_clients(self.actor, "revoke a token")
        if subject.profile.actor_id != self.actor.id:
            require_administrator(self.actor, "revoke someone else's token")


class IssueStreamTicket(Secret):
    operation = operations.issue_stream_ticket
    operation_id = "issue_stream_ticket"
    summary = "Issue a ticket that opens one websocket, once, within 30 seconds"
    tag = "stream"
    scope = Scope.CHANGES_READ
    success = 200
    answers = serializers.StreamTicketOut

    def present(self, result: IssuedTicket) -> tuple[Any, Mapping[str, Any]]:
        return {"ticket": result.secret, "expires_at": result.ticket.expires_at}, {}


class SignIn(Secret):
    operation = operations.sign_in
    operation_id = "sign_in"
    summary = "Sign in with a password; the session is bound to one partnership"
    tag = "people"
    public = True
    accepts = serializers.SignInIn
    answers = serializers.PersonOut
    signed_in: Actor

    def given(self) -> dict[str, Any]:
        """Who it is comes out of the body, and only then is there anyone to act."""
        given = super().given()
        email, password = given.pop("email"), given.pop("password")
        # By the model's own name for it: under another the lock-out would count nobody's tries.
        user = authenticate(self.request._request, sign_in=email.lower(), password=password)
        if user is None:
            raise _refused_sign_in(self.request)
        self.signed_in = user
        return given

    def open_unit(self) -> AbstractContextManager[Unit]:
        return unit_of_work(
            by=unplaced(self.signed_in), at=now(), request_id=request_id_of(self.request._request)
        )

    def respond(self, result: Profile) -> HttpResponse:
        login(self.request._request, self.signed_in)
        self.request._request.session[SESSION_PROFILE] = str(result.id)
        return super().respond(result)


class SignOut(Write):
    operation = operations.sign_out
    operation_id = "sign_out"
    summary = "End the session"
    tag = "people"
    success = 204
    # Done twice it is done once, and whose session has ended is not known by it.
    takes_key = False

    def respond(self, result: None) -> HttpResponse:
        # A program's token opens no session, so it ends none that a cookie beside it names.
        if isinstance(self.request.successful_authenticator, SessionSignIn):
            self.request._request.session.flush()
        return super().respond(result)


def _own_profile(actor: Identity) -> Profile:
    return Profile.objects.select_related("partnership").get(
        actor_id=actor.id, partnership_id=actor.partnership_id
    )


def _refused_sign_in(request: Request) -> Exception:
    plain = request._request
    if getattr(plain, "axes_locked_out", False):
        # Its middleware would put a page of its own in place of this answer.
        plain.axes_locked_out = False  # type: ignore[attr-defined]  # axes sets it
        return Throttled(wait=SIGN_IN_PAUSE)
    return AuthenticationFailed()
