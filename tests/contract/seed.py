"""Two partnerships for the contract to be tried on, and in each one principal who may do all of it.

Writes beside each other what a run needs: `seats.json`, for the hooks and the gap check, and
`auth.json`, the sign-ins in the format of the Web Fuzzing Commons.

    python -m tests.contract.seed DIRECTORY
"""

import json
import os
import sys
from datetime import timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

import django
from django.db.models import Q

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.config.settings")
django.setup()

from backend.actions import operations as actions  # noqa: E402
from backend.actions.models import UpdateDigest, UpdateRequest  # noqa: E402
from backend.audit.canonical import LARGEST_INTEGER  # noqa: E402
from backend.audit.days import day_of  # noqa: E402
from backend.audit.source import now  # noqa: E402
from backend.audit.unit import unit_of_work  # noqa: E402
from backend.clock.identity import clock_in  # noqa: E402
from backend.deals.operations.funds import add_fund  # noqa: E402
from backend.forums.models import Forum  # noqa: E402
from backend.forums.operations import add_forum  # noqa: E402
from backend.people import operations as people  # noqa: E402
from backend.people.models import Actor, Appointment, Profile, Token  # noqa: E402
from tests import borough as boroughs  # noqa: E402
from tests.borough import Borough  # noqa: E402

PASSWORD: Final = "a lamp in every street of Huyton"
# Beyond what tests.borough fills already: one person holds all that one person can.
NAMES: Final = {"knowsley": "Nora", "sefton": "Finn"}


def all_round(borough: Borough, name: str, administrator: str) -> Profile:
    """Administers and represents the council; keeps forums and a priority of their own."""
    profile: Profile = borough.act(
        administrator,
        people.add_person,
        kind="person",
        name=name,
        email=f"{name.lower()}@{borough.partnership.slug}.test",
        organisation_id=borough.council.id,
    )
    borough.profiles[name] = profile
    held = (
        ("administrator", borough.partnership.id),
        ("representative", borough.council.id),
    )
    for role, on in held:
        borough.act(administrator, people.appoint, actor_id=profile.actor_id, role=role, on_id=on)
    actor = Actor.objects.get(id=profile.actor_id)
    actor.set_password(PASSWORD)
    actor.save(update_fields=["password"])
    return profile


def silence(borough: Borough, name: str, priority_id: UUID) -> dict[str, str]:
    """An action that is not reported on, what the clock asked for, and how it told of it."""
    past = now() - timedelta(days=30)
    with unit_of_work(by=borough.who(name), at=now()) as unit:
        action = actions.propose_action(
            unit,
            plan_id=borough.plan.id,
            title="Nobody reports on this",
            priority_id=priority_id,
            lead_id=borough.council.id,
            due_on=unit.on,
        )
    with unit_of_work(by=borough.who(name), at=past) as unit:
        actions.start_action(unit, action_id=action.id, version=action.version)
    with unit_of_work(by=clock_in(borough.partnership.id, now()), at=now()) as unit:
        actions.run_update_round(unit)
    wanted = UpdateRequest.objects.get(action=action)
    digest = UpdateDigest.objects.filter(partnership=borough.partnership).latest("id")
    return {"update_request": str(wanted.id), "update_digest": str(digest.id)}


def grant_fund(borough: Borough, name: str) -> dict[str, str]:
    """One that no run can empty, held by the principal."""
    fund = borough.act(
        name, add_fund, title="Small grants", kind="grant_fund", amount=LARGEST_INTEGER
    )
    actor_id = borough.actor_id(name)
    borough.act(name, people.appoint, actor_id=actor_id, role="fund_holder", on_id=fund.id)
    return {"fund": str(fund.id)}


def forums(borough: Borough, name: str) -> dict[str, str]:
    """A Board and a forum below it: the principal keeps, chairs and is the only member of both."""
    own: dict[str, Forum] = {}
    for key, above in (("board", None), ("forum", "board")):
        own[key] = borough.act(
            name,
            add_forum,
            name=f"The {key} of {name}",
            kind="forum",
            code=key.upper(),
            parent_id=own[above].id if above else None,
        )
        for role in ("secretary", "chair", "member"):
            actor_id = borough.actor_id(name)
            borough.act(name, people.appoint, actor_id=actor_id, role=role, on_id=own[key].id)
    return {
        **{key: str(one.id) for key, one in own.items()},
        "substitute": str(substitute(borough, name, list(own.values())).actor_id),
    }


def substitute(borough: Borough, name: str, on: list[Forum]) -> Profile:
    """Who sits there when the principal cannot."""
    mail = f"stan@{borough.partnership.slug}.test"
    profile: Profile = borough.act(name, people.add_person, kind="person", name="Stan", email=mail)
    for one in on:
        borough.act(
            name,
            people.appoint,
            actor_id=profile.actor_id,
            role="substitute",
            on_id=one.id,
            deputy_for=borough.actor_id(name),
            ends_on=day_of(now() + timedelta(days=60)),
            reason="Is asked when the member cannot come.",
        )
    return profile


def residents(borough: Borough, name: str) -> UUID:
    """Whom the principal represents beside the council: two sides of a deal are of two kinds."""
    cohort = borough.act(
        name, people.add_organisation, name="Residents of Page Moss", kind="resident_cohort"
    )
    actor_id = borough.actor_id(name)
    borough.act(name, people.appoint, actor_id=actor_id, role="representative", on_id=cohort.id)
    return UUID(str(cohort.id))


def auditor(borough: Borough, administrator: str) -> Profile:
    """Reads what the principal may not, and holds nothing else."""
    profile: Profile = borough.act(
        administrator, people.add_person, kind="person", name="Noor", email="noor@audit.test"
    )
    borough.profiles[profile.name] = profile
    borough.act(
        administrator,
        people.appoint,
        actor_id=profile.actor_id,
        role="auditor",
        on_id=borough.partnership.id,
    )
    return profile


def seat(borough: Borough, name: str, administrator: str) -> dict[str, object]:
    """What a program would be told of the place it calls."""
    profile = all_round(borough, name, administrator)
    token = borough.token(name, days=60)
    priority = borough.act(
        name,
        actions.add_priority,
        plan_id=borough.plan.id,
        title="Everything else",
        update_every_days=14,
    )
    borough.act(name, people.appoint, actor_id=profile.actor_id, role="sponsor", on_id=priority.id)
    cohort_id = residents(borough, name)
    own_forums = forums(borough, name)
    reader = auditor(borough, administrator)
    return {
        "principal": name,
        "token": token,
        "auditor_token": borough.token(reader.name, days=60),
        "email": profile.email,
        "password": PASSWORD,
        "slug": borough.partnership.slug,
        "partnership": str(borough.partnership.id),
        "profile": str(profile.id),
        "actor": str(profile.actor_id),
        "organisation": str(borough.council.id),
        "residents": str(cohort_id),
        "plan": str(borough.plan.id),
        "priority": str(priority.id),
        **own_forums,
        **silence(borough, name, priority.id),
        **grant_fund(borough, name),
        # What the principal stands on: the run would saw off its own branch.
        "protected": [
            *_protected(profile),
            *_protected(reader),
            str(reader.id),
            # Erased, nobody would stand in for the principal any more.
            str(Profile.objects.get(actor_id=own_forums["substitute"]).id),
            str(borough.council.id),
            str(cohort_id),
            str(borough.plan.id),
            str(priority.id),
            own_forums["board"],
            own_forums["forum"],
        ],
    }


def _protected(profile: Profile) -> list[str]:
    tokens = Token.objects.filter(profile=profile).values_list("id", flat=True)
    held = Appointment.objects.filter(
        Q(actor_id=profile.actor_id) | Q(deputy_for_id=profile.actor_id)
    )
    return [str(one) for one in (*tokens, *held.values_list("id", flat=True))]


def seats() -> dict[str, dict[str, object]]:
    return {
        "knowsley": seat(boroughs.knowsley(), NAMES["knowsley"], "Ada"),
        "sefton": seat(boroughs.next_door(), NAMES["sefton"], "Olga"),
    }


def sign_ins(made: dict[str, dict[str, object]]) -> dict[str, object]:
    return {
        "auth": [
            {
                "name": place,
                "fixedHeaders": [{"name": "Authorization", "value": f"Bearer {one['token']}"}],
            }
            for place, one in made.items()
        ]
    }


def main(directory: Path) -> None:
    made = seats()
    (directory / "seats.json").write_text(json.dumps(made, indent=1))
    (directory / "auth.json").write_text(json.dumps(sign_ins(made)))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
