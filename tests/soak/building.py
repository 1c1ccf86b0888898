"""Round after round until the log is large enough; what is there from an earlier run is kept."""

from collections.abc import Callable
from typing import cast
from uuid import UUID

from backend.actions.models import Outcome
from backend.actions.operations import add_outcome
from backend.audit.checkpoints import size_of
from backend.audit.models import Entry
from backend.audit.source import current_source, now
from backend.audit.unit import unit_of_work
from backend.people.models import Profile
from backend.people.operator import operator_in
from tests.borough import Borough
from tests.soak import places
from tests.soak.clock import RoundSource
from tests.soak.rounds import a_round, a_round_next_door

# Of each round.
ACTIONS = 160
ACTIONS_NEXT_DOOR = 30
LEAVERS = 12

Say = Callable[[str], None]


def build(entries: int, erasures: int, say: Say) -> tuple[Borough, Borough]:
    """At least so many entries in the first log, and so many people erased from it."""
    source = cast("RoundSource", current_source())
    source.turn_to(0, 0)
    knowsley, sefton = places.knowsley(), places.sefton()
    number = _rounds_done(knowsley) + 1
    while True:
        size, erased = size_of(knowsley.partnership.id), erased_in(knowsley)
        say(f"round {number}: {size:,} of {entries:,} entries, {erased} of {erasures} erased")
        if size >= entries and erased >= erasures:
            return knowsley, sefton
        source.turn_to(number, size)
        leavers = LEAVERS if erased < erasures else 0
        a_round(knowsley, number, size=ACTIONS, leavers=leavers)
        a_round_next_door(sefton, number, size=ACTIONS_NEXT_DOOR)
        _note_done(knowsley, number)
        number += 1


def erased_in(borough: Borough) -> int:
    return Profile.objects.filter(partnership=borough.partnership, name="Erased person").count()


def _rounds_done(borough: Borough) -> int:
    return Outcome.objects.filter(plan=borough.plan).count()


def _note_done(borough: Borough, number: int) -> None:
    """By an outcome of the plan: a round broken off has none, and is done again from its start."""
    by = operator_in(borough.partnership.slug, now())
    with unit_of_work(by=by, at=now()) as unit:
        add_outcome(unit, plan_id=borough.plan.id, title=f"Round {number} is done")


def variety(log_id: UUID) -> tuple[int, int]:
    """Verbs, and audiences."""
    entries = Entry.objects.filter(log_id=log_id).order_by()
    verbs, audiences = (entries.values(name).distinct().count() for name in ("verb", "audience"))
    return verbs, audiences
