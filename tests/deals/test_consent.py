"""Whatever is signed, amended, declined, left, released and waited for: no deal is ever active
without each present party's signature on the current version, or its silence after the window for
objections; and every digest is that of the terms as they are served.

What is agreed is reckoned here from the served documents alone, by other means than the product's:
its own canonical form, its own comparison, its own memory of who consented to what.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, Final  # Any: terms are JSON, operations have many shapes
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from pytest_django import DjangoDbBlocker

from backend.audit.source import now
from backend.audit.unit import unit_of_work
from backend.clock.identity import clock_in
from backend.deals import operations as deals
from backend.deals.models import Commitment, Deal, Party
from backend.errors import Refused
from tests import borough as boroughs
from tests.actions.undoing import undone
from tests.deals import round_table
from tests.deals.round_table import ENDS, RoundTable

IS_CI: Final = settings.get_current_profile_name() == "ci"
NAMES: Final = ("Rhea", "Bea", "Una", "Remy")
AMENDED: Final = (
    "amended text",
    "amended measure",
    "amended date",
    "amended owner",
    "amended condition",
)
KINDS: Final = {
    *AMENDED,
    "amended goal",
    "declined",
    "left",
    "active by signature",
    "active by silence",
}
WHO: Final = st.sampled_from(NAMES)

Terms = dict[str, Any]


def digest_of(terms: Terms) -> str:
    """Texts and whole numbers, ASCII names: sorted and without spaces it is RFC 8785's form."""
    text = json.dumps(terms, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def touched(before: Terms, after: Terms, gone: set[str]) -> set[str]:
    """The parties whose own promises or conditions the later document changed."""
    old = {one["commitment"]: one for one in before["commitments"] if one["commitment"] not in gone}
    new = {one["commitment"]: one for one in after["commitments"]}
    moved = [one for one in {*old, *new} if old.get(one) != new.get(one)]
    found = set()
    for one in moved:
        found |= {side[one]["party"] for side in (old, new) if one in side}
        for side in (old, new):
            found |= {each["party"] for each in side.values() if one in each["conditions"]}
    return found


class Consent(RuleBasedStateMachine):
    table: RoundTable
    seen: Counter[str]

    def __init__(self) -> None:
        super().__init__()
        self.point = transaction.savepoint()
        self.at: datetime = now() + timedelta(days=1)
        # By version: the parties who consented to it, and the last day to object to it.
        self.consents = {1: {str(seat.id) for seat in self.table.seats.values()}}
        self.windows: dict[int, date | None] = {1: None}
        # Who was bound by a version when the next one was put to the parties.
        self.bound_at: dict[int, set[str]] = {}
        # Commitments that went with a party that left: no amendment took them.
        self.gone: set[str] = set()
        self.gone_before: dict[int, set[str]] = {}
        self.words = 0
        self.checked = 0

    def teardown(self) -> None:
        transaction.savepoint_rollback(self.point)

    # What people do; a refusal changes nothing, and is looked at no further here.

    @rule(who=WHO)
    def sign(self, who: str) -> None:
        number = self.deal.current_number
        given = {"party_id": self.seat(who), "capacity": "Chair", "digest": self.table.digest()}
        if self.tries(who, deals.sign_deal, **given):
            self.consents[number].add(str(self.seat(who)))
            self.note("active by signature")

    @rule()
    def whoever_is_asked_signs(self) -> None:
        for who in NAMES:
            if self.table.seat(who).must_sign:
                self.sign(who)

    @rule(kind=st.sampled_from(AMENDED), who=WHO, other=WHO, days=st.integers(1, 30))
    def amend(self, kind: str, who: str, other: str, days: int) -> None:
        self.words += 1
        owner_id = self.table.borough.actor_id(other)
        promises: dict[str, deals.Promise] = {
            "amended text": {"text": f"Otherwise, {self.words}"},
            "amended measure": {"measure": f"Seen otherwise, {self.words}"},
            "amended date": {"due_on": ENDS - timedelta(days=days)},
            "amended owner": {"owner_id": owner_id},
            "amended condition": {"conditions": [self.promise(other).id]},
        }
        changed = [deals.Changed(self.promise(who).id, promises[kind])]
        self.put(deals.Amendment(deal={}, changed=changed), kind)

    @rule()
    def amend_goal(self) -> None:
        self.words += 1
        goal = f"The park is safe, and more: {self.words}"
        self.put(deals.Amendment(deal={"goal": goal}), "amended goal")

    @rule(who=WHO)
    def decline(self, who: str) -> None:
        if self.tries(who, deals.decline_deal, party_id=self.seat(who), reason="Not like this."):
            self.seen["declined"] += 1

    @rule()
    def call_again(self) -> None:
        if self.tries("Rhea", deals.call_for_signatures):
            self.begin_version(None)

    @rule(who=st.sampled_from(["Una", "Remy"]))
    def leave(self, who: str) -> None:
        own = str(self.promise(who).id)
        if self.tries(who, deals.leave_deal, party_id=self.seat(who), reason="We move away."):
            self.gone.add(own)
            self.seen["left"] += 1

    @rule(beyond=st.sampled_from([-1, 0, 0, 1, 1]))
    def wait(self, beyond: int) -> None:
        """Until that many days after the last day to object."""
        window = self.windows[self.deal.current_number] or self.today
        self.at += timedelta(days=max(0, (window - self.today).days + beyond))
        by = clock_in(self.deal.partnership_id, self.at)
        with unit_of_work(by=by, at=self.at) as unit:
            deals.run_deal_round(unit)
        self.note("active by silence")

    # What must hold after each of them.

    @invariant()
    def nobody_is_bound_unasked(self) -> None:
        if self.deal.state != "active":
            return
        number = self.deal.current_number
        present = Party.objects.filter(deal=self.deal, ended_at=None)
        unbound = {str(one.id) for one in present} - self.bound_to(number)
        assert not unbound, f"active in version {number} without the consent of {unbound}"

    @invariant()
    def every_digest_is_that_of_the_terms(self) -> None:
        newest = self.deal.current_number
        if newest > self.checked:
            assert all(digest_of(one["terms"]) == one["digest"] for one in self.served())
            self.checked = newest

    def bound_to(self, number: int) -> set[str]:
        """Signed it; or consented to the one before, were not touched, and let the window pass."""
        signed = self.consents[number]
        window = self.windows[number]
        if window is None or self.today <= window:
            return signed
        terms = {version["number"]: version["terms"] for version in self.served()}
        asked = touched(terms[number - 1], terms[number], self.gone_before[number])
        return signed | (self.bound_at[number - 1] - asked)

    # How it is done.

    @property
    def deal(self) -> Deal:
        return self.table.fresh()

    @property
    def today(self) -> date:
        return self.at.astimezone(ZoneInfo("Europe/London")).date()

    def seat(self, who: str) -> UUID:
        return self.table.seats[who].id

    def promise(self, who: str) -> Commitment:
        return self.table.commitment(who)

    def served(self) -> list[Terms]:
        answer = self.table.borough.as_("Rhea").get(f"/deals/{self.table.deal.id}/versions")
        found: list[Terms] = answer.json()["results"]
        return found

    def tries(self, who: str, operation: Any, **given: Any) -> bool:
        deal = self.deal
        with suppress(Refused):
            by = self.table.borough.who(who, self.at)
            with unit_of_work(by=by, at=self.at) as unit:
                moved = operation(unit, deal_id=deal.id, version=deal.version, **given)
            return bool(moved.changed)
        return False

    def put(self, amendment: deals.Amendment, kind: str) -> None:
        before = self.bound_to(self.deal.current_number)
        given = {"amendment": amendment, "objection_days": 5, "reason": "We learned more."}
        if self.tries("Rhea", deals.amend_deal, **given):
            self.bound_at[self.deal.current_number - 1] = before
            self.begin_version(self.today + timedelta(days=5))
            self.seen[kind] += 1

    def begin_version(self, window: date | None) -> None:
        number = self.deal.current_number
        self.consents[number] = set()
        self.windows[number] = window
        self.gone_before[number] = set(self.gone)

    def note(self, how: str) -> None:
        if self.deal.state == "active":
            self.seen[how] += 1


@pytest.fixture(scope="module")
def agreed(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[RoundTable]:
    with django_db_blocker.unblock(), undone():
        table = round_table.active(boroughs.knowsley())
        table.borough.as_("Rhea")
        yield table


def one_of_every_kind() -> None:
    """What chance may leave out: each kind of step once, and what must hold after it."""
    machine = Consent()
    steps: list[Callable[[], None]] = [
        *(partial(machine.amend, kind, "Bea", "Una", 3) for kind in AMENDED),
        machine.amend_goal,
        machine.whoever_is_asked_signs,
        partial(machine.wait, 1),
        partial(machine.amend, "amended text", "Remy", "Bea", 3),
        partial(machine.decline, "Remy"),
        machine.call_again,
        machine.whoever_is_asked_signs,
        partial(machine.leave, "Una"),
    ]
    for step in steps:
        step()
        machine.nobody_is_bound_unasked()
        machine.every_digest_is_that_of_the_terms()
    machine.teardown()


def test_it_binds_nobody_who_did_not_consent(agreed: RoundTable, db: None) -> None:
    Consent.table, Consent.seen = agreed, Counter()

    one_of_every_kind()
    run_state_machine_as_test(
        Consent,
        settings=settings(
            max_examples=150 if IS_CI else 50,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )

    assert Consent.seen.keys() >= KINDS
