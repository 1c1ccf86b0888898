"""Whether the records of a file agree with each other: what they name exists, and fits."""

from collections.abc import Callable, Iterator
from typing import Final

from backend.onboarding.plan_file import DOCUMENTS, PlanFile, place_of
from backend.onboarding.reading import FileRefused
from backend.onboarding.records import Action, BoardSeat, OutcomeLink, Plan, SuccessMeasure

# What each member names, in whichever kind of record it stands.
NAMES: Final[dict[str, tuple[str, ...]]] = {
    "actions": ("actions",),
    "board": ("boards",),
    "bodies": ("boards",),
    "body": ("boards",),
    "chair_role": ("board_seats",),
    "evidence_base": ("strategies",),
    "executive_sponsor_role": ("roles",),
    "from_strategy": ("strategies",),
    "fund": ("funds",),
    "funds": ("funds",),
    "indicators": ("indicators",),
    "member_organisations": ("organisations",),
    "members": ("organisations", "engagement_groups"),
    "organisation": ("organisations",),
    "organisations": ("organisations",),
    "outcome": ("outcomes",),
    "outcomes": ("outcomes",),
    "owner": ("boards", "organisations"),
    "owner_role": ("roles",),
    "parent": ("actions",),
    "part_of": ("plans",),
    "partnership": ("partnerships",),
    "places": ("places",),
    "plan": ("plans",),
    "priorities": ("priorities",),
    "priority": ("priorities",),
    "programme": ("programmes",),
    "programmes": ("programmes",),
    "publisher": ("organisations", "partnerships"),
    "strategies": ("strategies",),
}


def require_agreement(plan_file: PlanFile) -> None:
    """Raises FileRefused."""
    faults = [fault for check in CHECKS for fault in check(plan_file)]
    # What follows looks up what is named, so it waits until everything named exists.
    faults = faults or [fault for check in CHECKS_OF_WHAT_IS_NAMED for fault in check(plan_file)]
    if faults:
        raise FileRefused(faults)


def _counts_hold(plan_file: PlanFile) -> Iterator[str]:
    for kind, records in plan_file.raw.items():
        counted = plan_file.counts.get(kind, len(records))
        if counted != len(records):
            yield f"meta.counts.{kind}: says {counted}, and the file holds {len(records)}"


def _ids_stand_once(plan_file: PlanFile) -> Iterator[str]:
    for kind, records in plan_file.raw.items():
        seen: set[object] = set()
        for position, record in enumerate(records):
            if record.get("id") in seen:
                yield f"{place_of(kind, record, position)}.id: another record has it already"
            seen.add(str(record.get("id")))


def _what_is_named_exists(plan_file: PlanFile) -> Iterator[str]:
    for kind, records in plan_file.raw.items():
        for position, record in enumerate(records):
            for member in sorted(NAMES.keys() & record.keys()):
                unknown = _listed(record[member]) - plan_file.ids_of(NAMES[member])
                for name in sorted(unknown):
                    yield (
                        f"{place_of(kind, record, position)}.{member}: "
                        f"no record of {' or '.join(NAMES[member])} has the id {name}"
                    )


def _listed(value: object) -> set[str]:
    """Nothing is named by nothing; what is not even text is named, and so not found."""
    if value is None:
        return set()
    return {str(one) for one in value} if isinstance(value, list) else {str(value)}


def _documents_exist(plan_file: PlanFile) -> Iterator[str]:
    for kind, records in plan_file.records.items():
        for record in records:
            for passage in record.passages:
                if passage.file not in plan_file.documents:
                    yield f"{kind}[{record.id}].source.file: no {DOCUMENTS} has {passage.file}"


def _plans_end_after_they_start(plan_file: PlanFile) -> Iterator[str]:
    for plan in plan_file.all(Plan):
        exactness = min(len(plan.starts), len(plan.ends))
        if plan.ends[:exactness] < plan.starts[:exactness]:
            yield f"plans[{plan.id}].ends: {plan.ends} is before its start, {plan.starts}"


def _seats_are_of_one(plan_file: PlanFile) -> Iterator[str]:
    for seat in plan_file.all(BoardSeat):
        if (seat.organisation is None) == (seat.body is None):
            yield f"board_seats[{seat.id}]: it names an organisation or a body, one of both"


def _parts_stay_in_their_plan(plan_file: PlanFile) -> Iterator[str]:
    for action in plan_file.all(Action):
        for member, kind in (("priority", "priorities"), ("parent", "actions")):
            named = getattr(action, member)
            if named is not None and plan_file.plan_of(kind, named) != action.plan:
                yield f"actions[{action.id}].{member}: {named} stands in another plan"
    for measure in plan_file.all(SuccessMeasure):
        if plan_file.plan_of("priorities", measure.priority) != measure.plan:
            yield f"success_measures[{measure.id}].priority: it stands in another plan"
    for link in plan_file.all(OutcomeLink):
        plan = plan_file.plan_of("priorities", link.priority)
        if plan_file.plan_of("outcomes", link.outcome) != plan:
            yield f"priority_outcome_links[{link.id}].outcome: it stands in another plan"


def _plans_stay_in_their_partnership(plan_file: PlanFile) -> Iterator[str]:
    for plan in plan_file.all(Plan):
        if plan.part_of and plan_file.plans[plan.part_of].partnership != plan.partnership:
            yield f"plans[{plan.id}].part_of: {plan.part_of} is another partnership's plan"


def _nothing_contains_itself(plan_file: PlanFile) -> Iterator[str]:
    within = {plan.id: plan.part_of for plan in plan_file.all(Plan)}
    yield from (f"plans[{one}].part_of: it is part of itself" for one in _circles(within))
    within = {action.id: action.parent for action in plan_file.all(Action)}
    yield from (f"actions[{one}].parent: it is nested in itself" for one in _circles(within))


def _circles(within: dict[str, str | None]) -> Iterator[str]:
    for start, container in within.items():
        seen: set[str] = set()
        above = container
        while above is not None and above not in seen:
            seen.add(above)
            above = within[above]
        if start in seen:
            yield start


Check = Callable[[PlanFile], Iterator[str]]
CHECKS: Final[tuple[Check, ...]] = (
    _counts_hold,
    _ids_stand_once,
    _what_is_named_exists,
    _documents_exist,
    _plans_end_after_they_start,
    _seats_are_of_one,
)
CHECKS_OF_WHAT_IS_NAMED: Final[tuple[Check, ...]] = (
    _parts_stay_in_their_plan,
    _plans_stay_in_their_partnership,
    _nothing_contains_itself,
)
