"""Who may do what in this app: one table, read by enforcement, documents and tests alike."""

from dataclasses import dataclass
from uuid import UUID

from backend.api.actor import Actor
from backend.errors import NotAllowed
from backend.people.models import ActorKind
from backend.people.roles import Role, RoleName, all_roles

ADMINISTRATOR = (RoleName.ADMINISTRATOR.value,)
# Whoever holds any appointment or none: every person and system of the partnership.
ANYONE: tuple[str, ...] = ()

MAY: dict[str, tuple[str, ...]] = {
    "add_organisation": ADMINISTRATOR,
    "rename_organisation": ADMINISTRATOR,
    "merge_organisation": ADMINISTRATOR,
    "split_organisation": ADMINISTRATOR,
    "add_person": ADMINISTRATOR,
    "erase_person": ADMINISTRATOR,
    # The administrator, and whom the role itself names: a sponsor appoints their deputy.
    "appoint": ADMINISTRATOR,
    "end_appointment": ADMINISTRATOR,
    # For oneself; the administrator for a partner system.
    "issue_token": ANYONE,
    "revoke_token": ANYONE,
    "withdraw_consent": ANYONE,
    "issue_stream_ticket": ANYONE,
    "register_client": ADMINISTRATOR,
    "register_tool": ADMINISTRATOR,
    "rotate_client_secret": ADMINISTRATOR,
    "revoke_client": ADMINISTRATOR,
    "sign_in": ANYONE,
    "sign_out": ANYONE,
}


@dataclass(frozen=True)
class Standing:
    """In which capacity an actor may do it; what the log says of them."""

    role: str
    org: UUID | None
    on_behalf_of: UUID | None = None


def require_administrator(actor: Actor, deed: str) -> Standing:
    """Raises NotAllowed; `deed` completes "Only an administrator … can …"."""
    if not actor.holds(RoleName.ADMINISTRATOR, actor.partnership_id):
        raise NotAllowed(f"Only an administrator of the partnership can {deed}.")
    return Standing(RoleName.ADMINISTRATOR, actor.organisation_id)


def refuse_clients(actor: Actor, deed: str) -> None:
    """Of credentials: one that a program could make for itself would outlive the taking back of
    its own. Raises NotAllowed; `deed` completes "cannot …".
    """
    if actor.client_id:
        raise NotAllowed(
            f"A program that was given its token over OAuth 2 cannot {deed}. "
            "Sign in yourself, or use a token of your own."
        )


def acts_by_consent(actor: Actor) -> bool:
    """A tool does; a partner system's program acts as itself."""
    return bool(actor.client_id) and actor.kind == ActorKind.PERSON


def refuse_tools(actor: Actor, deed: str) -> None:
    """Of what goes on by itself once it is set going: it would outlive the consent and know no
    scopes. Raises NotAllowed; `deed` completes "cannot …".
    """
    if acts_by_consent(actor):
        raise NotAllowed(
            f"A tool that acts for you cannot {deed}. Sign in yourself, or use a token of your own."
        )


def require_any_giver(actor: Actor) -> None:
    """Whoever can give no role at all is told so before anything else. Raises NotAllowed."""
    givers = {name for role in all_roles() for name in role.given_by}
    if not any(actor.objects_held(name) for name in givers):
        raise NotAllowed(f"Roles are given by: {', '.join(sorted(givers))}. Ask one of them.")


def require_giver(actor: Actor, role: Role, on_id: UUID) -> Standing:
    """Who may give `role` on that object, and end it. Raises NotAllowed."""
    for name in role.given_by:
        if actor.holds(name, on_id) or actor.holds(name, actor.partnership_id):
            return Standing(name, actor.organisation_id)
    raise NotAllowed(
        f"The role {role.name} is given and ended by: {', '.join(role.given_by)}. Ask one of them."
    )
