"""What a decision is to bring about: the rows it names, and what stands against each of them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Final, TypeVar  # Any: effects are JSON

from backend.actions.models import Plan, Priority, Request, RequestState
from backend.actions.operations.dates import refuse_dates, reschedule_action
from backend.actions.operations.opening import refuse_closed
from backend.actions.operations.requests import typed_inputs
from backend.api.actor import Actor
from backend.audit.values import plain
from backend.deals.models import ENDORSABLE, Deal
from backend.errors import Fault, InputRefused, Unmet, WrongState
from backend.forums.models import HELD_BY_A_FORUM, Decision, Escalation, EscalationState
from backend.forums.policy import SECRETARY
from backend.people.identity import PARTNERSHIP_AUDIENCE
from backend.people.models import Belonging, Organisation

Effects = Mapping[str, Sequence[Any]]
RowT = TypeVar("RowT", bound=Belonging)

PROPOSALS: Final = "propose_actions"
ANSWERS: Final = "resolve_escalations"
REFERRALS: Final = "refer_escalations"
REDATINGS: Final = "approve_redatings"
ENDORSEMENTS: Final = "endorse_deals"
KINDS: Final = (PROPOSALS, ANSWERS, REFERRALS, REDATINGS, ENDORSEMENTS)

# What an action may be proposed without, and stands for it then.
UNSAID: Final = {"summary": "", "priority": None, "lead": None, "due_on": None}


def written(effects: Effects) -> dict[str, Any]:
    """As it is kept: every kind there is, every action with all that can be said of it."""
    kept: dict[str, Any] = {kind: plain(effects.get(kind, ())) for kind in KINDS}
    kept[PROPOSALS] = [{**UNSAID, **one} for one in kept[PROPOSALS]]
    return kept


class Named:
    """The rows that effects name, of those the actor can see: one statement for each model."""

    def __init__(self, effects: Effects, actor: Actor) -> None:
        self.effects: Effects = {kind: effects.get(kind, ()) for kind in KINDS}
        self._actor = actor

    @cached_property
    def plans(self) -> dict[str, Plan]:
        return self._seen(Plan, (one["plan"] for one in self.effects[PROPOSALS]))

    @cached_property
    def priorities(self) -> dict[str, Priority]:
        return self._seen(Priority, (one["priority"] for one in self.effects[PROPOSALS]))

    @cached_property
    def leads(self) -> dict[str, Organisation]:
        return self._seen(Organisation, (one["lead"] for one in self.effects[PROPOSALS]))

    @cached_property
    def escalations(self) -> dict[str, Escalation]:
        both = (*self.effects[ANSWERS], *self.effects[REFERRALS])
        return self._seen(Escalation, (one["escalation"] for one in both))

    @cached_property
    def requests(self) -> dict[str, Request]:
        """For another date: of other requests a decision knows nothing."""
        ids = self.effects[REDATINGS]
        return self._seen(Request, ids, "action", operation=reschedule_action.__name__)

    @cached_property
    def deals(self) -> dict[str, Deal]:
        """That everyone reads, as everyone may come to read the decision."""
        return self._seen(Deal, self.effects[ENDORSEMENTS], audience=PARTNERSHIP_AUDIENCE)

    def _seen(
        self, model: type[RowT], ids: Iterable[str | None], *related: str, **among: str
    ) -> dict[str, RowT]:
        wanted = {one for one in ids if one is not None}
        if not wanted:
            return {}
        rows = model.objects.visible_to(self._actor).filter(id__in=wanted, **among)
        return {str(row.pk): row for row in (rows.select_related(*related) if related else rows)}  # type: ignore[misc]  # the manager forgets its model


def faults_of(named: Named) -> list[Fault]:
    """What it names that is not there, and what it names twice; all at once."""
    return [*_strangers(named), *_repeated(named.effects)]


def _strangers(named: Named) -> Iterator[Fault]:
    for place, one in enumerate(named.effects[PROPOSALS]):
        yield from _strangers_of_action(named, one, f"#/effects/{PROPOSALS}/{place}")
    for kind in (ANSWERS, REFERRALS):
        for place, one in enumerate(named.effects[kind]):
            if one["escalation"] not in named.escalations:
                yield _unknown("escalation", f"#/effects/{kind}/{place}/escalation")
    yield from _strangers_listed(named, REDATINGS, "request for another date", named.requests)
    yield from _strangers_listed(named, ENDORSEMENTS, "deal", named.deals)


def _strangers_of_action(named: Named, one: Mapping[str, str], at: str) -> Iterator[Fault]:
    priority = named.priorities.get(one["priority"])
    if one["plan"] not in named.plans:
        yield _unknown("plan", f"{at}/plan")
    elif one["priority"] and (priority is None or str(priority.plan_id) != one["plan"]):
        yield _unknown("priority in this plan", f"{at}/priority")
    if one["lead"] and one["lead"] not in named.leads:
        yield _unknown("organisation", f"{at}/lead")


def _strangers_listed(
    named: Named, kind: str, noun: str, known: Mapping[str, object]
) -> Iterator[Fault]:
    for place, row_id in enumerate(named.effects[kind]):
        if row_id not in known:
            yield _unknown(noun, f"#/effects/{kind}/{place}")


def _unknown(noun: str, pointer: str) -> Fault:
    return Fault("unknown_reference", f"No {noun} has this id. Check it.", pointer)


def _repeated(effects: Effects) -> Iterator[Fault]:
    """An escalation is either answered or referred."""
    escalations = [
        (f"#/effects/{kind}/{place}/escalation", one["escalation"])
        for kind in (ANSWERS, REFERRALS)
        for place, one in enumerate(effects[kind])
    ]
    of_kind = [
        [(f"#/effects/{kind}/{place}", one) for place, one in enumerate(effects[kind])]
        for kind in (REDATINGS, ENDORSEMENTS)
    ]
    for places in (escalations, *of_kind):
        ids = [row_id for _, row_id in places]
        for place, (pointer, row_id) in enumerate(places):
            if row_id in ids[:place]:
                yield Fault("repeated", "It is named before. Name it once.", pointer)


def obstacles(decision: Decision, actor: Actor) -> list[Unmet]:
    """Everything that stands against what it is to bring about, and against which of it."""
    named = Named(decision.effects, actor)
    found = (
        *_against_proposals(named),
        *_against_escalations(named, ANSWERS, "resolved", decision),
        *_against_escalations(named, REFERRALS, "referred", decision),
        *_against_redatings(named),
        *_against_endorsements(named),
    )
    return [Unmet("effect_not_possible", sentence, (SECRETARY,)) for sentence in found]


def _against_proposals(named: Named) -> Iterator[str]:
    for number, one in enumerate(named.effects[PROPOSALS], 1):
        cannot = f"Action {number} cannot be proposed"
        plan, lead = named.plans.get(one["plan"]), named.leads.get(one["lead"])
        if plan is None:
            yield f"{cannot}: its plan is not there."
        elif plan.rolled_over_at is not None:
            yield f"{cannot}: its plan was rolled over. Use the plan that succeeds it."
        if lead is not None and lead.succeeded_on is not None:
            yield f"{cannot}: {lead.name} has a successor. Name that one as its lead."


def _against_escalations(named: Named, kind: str, deed: str, decision: Decision) -> Iterator[str]:
    for number, one in enumerate(named.effects[kind], 1):
        why = _why_not(named.escalations.get(one["escalation"]), kind, decision)
        if why is not None:
            yield f"Escalation {number} cannot be {deed}: {why}."


def _why_not(escalation: Escalation | None, kind: str, decision: Decision) -> str | None:
    if escalation is None:
        return "it is not there"
    if escalation.state not in HELD_BY_A_FORUM:
        return f"it is {escalation.state}"
    if escalation.forum_id != decision.forum_id:
        return "another forum holds it"
    if kind == ANSWERS and escalation.state != EscalationState.ACKNOWLEDGED:
        return "acknowledge it first"
    if kind == REFERRALS and escalation.is_at_the_top:
        return "no forum is left to refer it to"
    return None


def _against_redatings(named: Named) -> Iterator[str]:
    times = Counter(request.action_id for request in named.requests.values())
    for number, row_id in enumerate(named.effects[REDATINGS], 1):
        request = named.requests.get(row_id)
        why = "it is not there" if request is None else _why_not_redated(request)
        if request is not None and times[request.action_id] > 1:
            why = why or "another request for the same action stands beside it"
        if why is not None:
            yield f"Request {number} for another date cannot be approved: {why}."


def _why_not_redated(request: Request) -> str | None:
    if request.state != RequestState.OPEN:
        return f"it was {request.state} already"
    if request.action_version != request.action.version:
        return "the action has changed since it was made"
    given = typed_inputs(request.inputs)
    starts_on = given.get("starts_on") or request.action.starts_on
    try:
        refuse_closed(request.action, "change its due date")
        refuse_dates(request.action, starts_on, given["due_on"])
    except WrongState:
        return f"the action is {request.action.get_state_display().lower()}"
    except InputRefused as refused:
        return refused.faults[0].detail.rstrip(".").lower()
    return None


def _against_endorsements(named: Named) -> Iterator[str]:
    for number, row_id in enumerate(named.effects[ENDORSEMENTS], 1):
        deal = named.deals.get(row_id)
        if deal is None or deal.state not in ENDORSABLE:
            why = "it is not there" if deal is None else f"it is {deal.get_state_display().lower()}"
            yield f"Deal {number} cannot be endorsed: {why}."
