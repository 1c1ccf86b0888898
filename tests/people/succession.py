"""What the tests of succession share: an organisation with duties of every kind."""

from typing import Any  # bodies are JSON

from backend.actions import operations as actions
from backend.actions.models import Action, Contribution
from backend.people import operations as people
from backend.people.models import Appointment, Organisation
from tests.borough import Borough, action_done, action_in_progress, proposed_action, tag

SINCE = "2026-04-01"
WHY = "Both became one."


def organisation(borough: Borough, name: str = "Torus") -> Organisation:
    made: Organisation = borough.act("Ada", people.add_organisation, name=name, kind="housing")
    return made


def contribute(borough: Borough, action: Action, whom: Organisation) -> Contribution:
    made: Contribution = borough.act(
        "Priya",
        actions.add_contributor,
        action_id=action.id,
        organisation_id=whom.id,
        part="Lends two rooms",
    )
    return made


def succeed(borough: Borough, deed: str, old: Organisation, by: str = "Ada", **given: Any) -> Any:
    version = given.pop("version", None) or Organisation.objects.get(id=old.id).version
    body = {"took_effect_on": SINCE, "reason": WHY, **given}
    return borough.as_(by).post(f"/organisations/{old.id}/{deed}", body, if_match=tag(version))


def merge(borough: Borough, old: Organisation, taker: Organisation, **given: Any) -> Any:
    return succeed(borough, "merge", old, **{"into": str(taker.id), **given})


def led_by_housing(borough: Borough, **given: Any) -> Action:
    return action_in_progress(borough, lead_id=borough.housing.id, **given)


def counted(answer: Any) -> dict[tuple[str, str], int]:
    return {(one["kind"], one["organisation"]): one["count"] for one in answer.json()["moved"]}


def open_duties(whom: Organisation) -> dict[str, int]:
    """Counted bare, beside the code."""
    rows = Action.objects.exclude(state__in=["done", "withdrawn"])
    contributions = Contribution.objects.filter(organisation=whom, ended_at=None)
    return {
        "lead": rows.filter(lead=whom).count(),
        "contribution": contributions.filter(action__in=rows).count(),
        "appointment": Appointment.objects.filter(on_id=whom.id, ends_at=None).count(),
    }


def everything_of_housing(borough: Borough) -> dict[str, Action]:
    """Rob represents it and Mirror is its system; Rob, Mel and Mirror belong to it."""
    mine = {
        "led": led_by_housing(borough),
        "proposed": proposed_action(borough, lead_id=borough.housing.id),
        "done": action_done(borough, lead_id=borough.housing.id),
        "helped": action_in_progress(borough),
        "helped_and_done": action_in_progress(borough),
    }
    contribute(borough, mine["helped"], borough.housing)
    contribute(borough, mine["helped_and_done"], borough.housing)
    borough.act(
        "Priya",
        actions.withdraw_action,
        action_id=mine["helped_and_done"].id,
        version=mine["helped_and_done"].version,
        reason="Not funded.",
    )
    return mine
