"""The actions a unit changes, under lock, with what their changes ask: read for all of them at
once.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from backend.actions.confidence import Facts
from backend.actions.counts import Counts
from backend.actions.models import Action, Request, UpdateRequest, UpdateRequestState
from backend.actions.operations.dependencies import locked_with_successors, review_threats
from backend.actions.operations.opening import admitted, hold_plans_of, opened
from backend.actions.operations.telling import Holders
from backend.actions.ratings import Known, facts_among, known_of
from backend.audit.unit import Unit
from backend.errors import NotVisible, Refused
from backend.people.policy import Standing


@dataclass(frozen=True)
class _Held:
    """What lay there of one action before it was tried."""

    action: Action | None
    requests: list[Request]
    is_answered: bool


class Desk:
    """For one action or for hundreds the same number of statements.

    `returning` are those that are to be open again, which the plan they are in must allow;
    `proposed` what actions may be proposed under, whose holders are then told as well.
    """

    def __init__(
        self,
        unit: Unit,
        *,
        action_ids: Collection[UUID],
        returning: Collection[UUID] = (),
        proposed: Iterable[UUID] = (),
    ) -> None:
        self._unit = unit
        if returning:
            hold_plans_of(unit, action_ids=returning)
        # Their successors with them: a move may put these in danger, or out of it.
        self._actions = locked_with_successors(unit, action_ids=action_ids)
        self._proposed = set(proposed)
        self._answered: set[UUID] = set()
        self._shifted: set[UUID] = set()
        self.counts = Counts(self._actions)

    def action(self, action_id: UUID) -> Action:
        """Raises NotVisible."""
        try:
            return self._actions[action_id]
        except KeyError:
            raise NotVisible from None

    def add(self, action: Action) -> None:
        """One that this unit proposed."""
        self._actions[action.id] = action

    @contextmanager
    def attempt(self, action_id: UUID | None) -> Iterator[None]:
        """Of one action, or of one to be proposed: a refusal takes all that was done inside along,
        and what lies here is as it was. Whom it endangers is looked at afterwards, in `review`.
        """
        held = self._held(action_id)
        if held.action is not None:
            # The row that may be waiting to be saved stays as it is.
            self._actions[held.action.id] = copy(held.action)
        try:
            with self._unit.attempt():
                yield
        except Refused:
            self._put_back(action_id, held)
            raise
        if held.action is not None:
            self._note(held.action)

    def _held(self, action_id: UUID | None) -> _Held:
        if action_id not in self._actions:
            return _Held(None, [], is_answered=False)
        requests = list(self._requests[action_id])
        return _Held(self._actions[action_id], requests, action_id in self._answered)

    def _put_back(self, action_id: UUID | None, held: _Held) -> None:
        if action_id is None or held.action is None:
            return
        self._actions[action_id] = held.action
        self._requests[action_id] = held.requests
        if not held.is_answered:
            self._answered.discard(action_id)

    def _note(self, was: Action) -> None:
        action = self._actions[was.id]
        self.counts.note_move(action, was_closed=was.is_closed)
        dates, earlier = (action.starts_on, action.due_on), (was.starts_on, was.due_on)
        if dates != earlier or action.is_closed != was.is_closed:
            self._shifted.add(was.id)

    def review(self) -> None:
        """Of all attempts at once, when their rows are saved."""
        if self._shifted:
            self._actions.update(review_threats(self._unit, action_ids=self._shifted))
            self._shifted.clear()

    def requests_of(self, action: Action) -> list[Request]:
        """Whatever became of them, the last first."""
        return self._requests[action.id]

    def note_request(self, request: Request) -> None:
        """A new one, or what has become of one that is known."""
        known = self._requests[request.action_id]
        places = [place for place, one in enumerate(known) if one.id == request.id]
        if places:
            known[places[0]] = request
        else:
            known.insert(0, request)

    @cached_property
    def _requests(self) -> dict[UUID, list[Request]]:
        found: dict[UUID, list[Request]] = defaultdict(list)
        rows = Request.objects.filter(action__in=self._actions)
        for one in rows.order_by("-asked_at", "-id"):
            found[one.action_id].append(one)
        return found

    def take_update_request(self, action_id: UUID) -> UpdateRequest | None:
        """The open one, for whoever answers it now."""
        found = self._update_requests.get(action_id)
        if found is None or action_id in self._answered:
            return None
        self._answered.add(action_id)
        return copy(found)

    @cached_property
    def _update_requests(self) -> Mapping[UUID, UpdateRequest]:
        rows = UpdateRequest.objects.select_for_update(of=("self",)).filter(
            action__in=self._actions, state=UpdateRequestState.OPEN
        )
        return {one.action_id: one for one in rows.order_by("id")}

    def facts_of(self, action: Action) -> Facts:
        return facts_among(self._known, action, on=self._unit.on)

    @cached_property
    def _known(self) -> Mapping[UUID, Known]:
        return known_of(self._actions)

    @cached_property
    def holders(self) -> Holders:
        return Holders.around(self._actions.values(), at=self._unit.at, beside=self._proposed)


def opened_at(
    unit: Unit, *, desk: Desk | None, operation: str, action_id: UUID, version: int | None
) -> tuple[Action, Standing]:
    """404, 403, then 412: on the desk of a bulk, or by itself."""
    if desk is None:
        return opened(unit, operation=operation, action_id=action_id, version=version)
    action = desk.action(action_id)
    return action, admitted(unit, operation=operation, action=action, version=version)


def holders_at(unit: Unit, *, desk: Desk | None, action: Action) -> Holders:
    return desk.holders if desk else Holders.around([action], at=unit.at)
