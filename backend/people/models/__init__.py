from backend.people.models.access import AccessKind, AccessRecord
from backend.people.models.actor import Actor, ActorKind
from backend.people.models.answer import KeptAnswer
from backend.people.models.appointment import Appointment, Grant
from backend.people.models.client import (
    AccessToken,
    AuthorizationCode,
    Client,
    ClientAccess,
    ClientKind,
    IdToken,
    RefreshToken,
)
from backend.people.models.consent import Consent
from backend.people.models.credential import StreamTicket, Token
from backend.people.models.organisation import (
    Organisation,
    OrganisationKind,
    Succession,
    SuccessionKind,
)
from backend.people.models.partnership import Belonging, BelongingQuerySet, Documented, Partnership
from backend.people.models.profile import ERASED_NAME, Profile

__all__ = [
    "ERASED_NAME",
    "AccessKind",
    "AccessRecord",
    "AccessToken",
    "Actor",
    "ActorKind",
    "Appointment",
    "AuthorizationCode",
    "Belonging",
    "BelongingQuerySet",
    "Client",
    "ClientAccess",
    "ClientKind",
    "Consent",
    "Documented",
    "Grant",
    "IdToken",
    "KeptAnswer",
    "Organisation",
    "OrganisationKind",
    "Partnership",
    "Profile",
    "RefreshToken",
    "StreamTicket",
    "Succession",
    "SuccessionKind",
    "Token",
]
