"""Of webhook endpoints: whoever registered one has it in hand, and answers for it. No tool that
acts for a person does: what is sent would outlive their consent, and exceed its scopes.
"""

from typing import Final
from uuid import UUID

from backend.api.actor import Actor
from backend.errors import NotAllowed
from backend.people.policy import Standing, acts_by_consent, refuse_tools
from backend.people.roles import RoleName
from backend.sync.models import WebhookEndpoint

ADMINISTRATOR: Final = RoleName.ADMINISTRATOR.value
REPRESENTATIVE: Final = RoleName.REPRESENTATIVE.value
SYSTEM: Final = RoleName.SYSTEM.value
# Not appointed: the endpoint itself names them.
OWNER: Final = "owner"

FOR_AN_ORGANISATION: Final = (REPRESENTATIVE, SYSTEM)

MAY: dict[str, tuple[str, ...]] = {
    "register_webhook_endpoint": FOR_AN_ORGANISATION,
    "revise_webhook_endpoint": (OWNER,),
    "rotate_webhook_secret": (OWNER,),
    "ping_webhook_endpoint": (OWNER,),
    # Whoever runs the partnership can stop what is sent out of it, and start nothing.
    "pause_webhook_endpoint": (OWNER, ADMINISTRATOR),
    "resume_webhook_endpoint": (OWNER,),
    "remove_webhook_endpoint": (OWNER, ADMINISTRATOR),
    "replay_webhook_endpoint": (OWNER,),
    "redeliver_webhook": (OWNER,),
}

# These complete "You cannot …".
REGISTER: Final = "register an endpoint"
DEEDS: Final[dict[str, str]] = {
    "revise_webhook_endpoint": "revise this endpoint",
    "rotate_webhook_secret": "give this endpoint another secret",
    "ping_webhook_endpoint": "send this endpoint a ping",
    "pause_webhook_endpoint": "pause this endpoint",
    "resume_webhook_endpoint": "resume this endpoint",
    "remove_webhook_endpoint": "remove this endpoint",
    "replay_webhook_endpoint": "have this endpoint told again",
    "redeliver_webhook": "have this delivery sent again",
}

_WHO: Final = {OWNER: "whoever registered it", ADMINISTRATOR: "an administrator"}


def acts_for(actor: Actor, organisation_id: UUID) -> bool:
    return any(actor.holds(role, organisation_id) for role in FOR_AN_ORGANISATION)


def require_any_registrar(actor: Actor) -> None:
    """Before the body is read: whoever acts for no organisation at all. Raises NotAllowed."""
    refuse_tools(actor, REGISTER)
    if not any(actor.objects_held(role) for role in FOR_AN_ORGANISATION):
        raise _cannot_register()


def require_registrar(actor: Actor, organisation_id: UUID) -> Standing:
    """Raises NotAllowed."""
    refuse_tools(actor, REGISTER)
    for role in FOR_AN_ORGANISATION:
        if actor.holds(role, organisation_id):
            return Standing(role, organisation_id)
    raise _cannot_register()


def _cannot_register() -> NotAllowed:
    return NotAllowed(
        f"You cannot {REGISTER} for this organisation. Whoever acts for it can: "
        "a representative or its partner system.",
        who=list(FOR_AN_ORGANISATION),
    )


def standing_on_endpoint(
    actor: Actor, operation: str, endpoint: WebhookEndpoint
) -> Standing | None:
    if acts_by_consent(actor):
        return None
    for role in MAY[operation]:
        if role == OWNER and is_owner(actor, endpoint):
            return Standing(OWNER, endpoint.organisation_id)
        if role == ADMINISTRATOR and actor.holds(ADMINISTRATOR, actor.partnership_id):
            return Standing(ADMINISTRATOR, actor.organisation_id)
    return None


def is_owner(actor: Actor, endpoint: WebhookEndpoint) -> bool:
    """Whoever examines the record adds nothing to it, whatever they registered before."""
    return actor.id == endpoint.owner_id and not actor.audiences.everything


def require_on_endpoint(actor: Actor, operation: str, endpoint: WebhookEndpoint) -> Standing:
    """Raises NotAllowed with the sentence that says who could."""
    refuse_tools(actor, DEEDS[operation])
    found = standing_on_endpoint(actor, operation, endpoint)
    if found is None:
        raise NotAllowed(who_could(operation, endpoint), who=list(MAY[operation]))
    return found


def who_could(operation: str, endpoint: WebhookEndpoint) -> str:
    who = " or ".join(_WHO[role] for role in MAY[operation])
    return f"You cannot {DEEDS[operation]}. It takes {who}."


def reads_whole(actor: Actor, endpoint: WebhookEndpoint) -> bool:
    """Its whole address and its deliveries: everyone else sees whose it is and which host."""
    administers = actor.holds(ADMINISTRATOR, actor.partnership_id)
    return actor.id == endpoint.owner_id or administers or actor.audiences.everything


def require_reader(actor: Actor, endpoint: WebhookEndpoint) -> None:
    """Raises NotAllowed."""
    if not reads_whole(actor, endpoint):
        raise NotAllowed(
            "You cannot read what was delivered to this endpoint. It takes whoever registered it, "
            "an administrator or an auditor."
        )
