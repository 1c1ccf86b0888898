from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from django.db import transaction

from backend.errors import GuardFailed, Stale, Unmet, WrongState
from tests.api.repairs.models import Repair


@dataclass
class Unit:
    at: datetime


@contextmanager
def a_unit() -> Iterator[Unit]:
    with transaction.atomic():
        yield Unit(at=datetime.now(UTC))


def report_repair(
    unit: Unit, *, title: str, due_on: date | None = None, is_urgent: bool = False
) -> Repair:
    return Repair.objects.create(
        title=title, due_on=due_on, is_urgent=is_urgent, updated_at=unit.at
    )


def _read(repair_id: UUID, version: int) -> Repair:
    repair = Repair.objects.get(pk=repair_id)
    if repair.version != version:
        raise Stale(repair.version)
    return repair


def close_repair(
    unit: Unit, *, repair_id: UUID, version: int, statement: str, cost: int | None = None
) -> Repair:
    repair = _read(repair_id, version)
    if repair.state != "open":
        raise WrongState(
            "This repair is closed.", current_state=repair.state, allowed_transitions=[]
        )
    if repair.is_urgent and cost is None:
        raise GuardFailed([Unmet("cost_missing", "Say what the repair cost.", ("lead",))])
    repair.state, repair.cost = "closed", cost
    repair.version, repair.updated_at = version + 1, unit.at
    repair.save()
    return repair


def amend_repair(unit: Unit, *, repair_id: UUID, version: int, **changes: object) -> Repair:
    repair = _read(repair_id, version)
    for name, value in changes.items():
        setattr(repair, name, value)
    repair.version, repair.updated_at = version + 1, unit.at
    repair.save()
    return repair


def drop_repair(unit: Unit, *, repair_id: UUID, version: int) -> None:
    _read(repair_id, version).delete()
