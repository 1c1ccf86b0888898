import json
from base64 import urlsafe_b64decode
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.db.models import TextChoices
from pytest_django import DjangoCaptureOnCommitCallbacks

from backend.audit import doorbell
from backend.audit.leaf import EntryTooLarge
from backend.audit.models import Disclosure, Entry, Told
from backend.audit.source import SeededSource
from backend.audit.unit import unit_of_work
from tests.audit.ledger.history import entries_of, leaves_of, raise_lamp, retitle, unit_from
from tests.audit.ledger.models import Lamp, Street
from tests.audit.ledger.people import PRIYA, TOM, uuid_of

INSTANT = datetime(2026, 11, 22, 12, tzinfo=UTC)


class Cause(TextChoices):
    FUNDING = "funding"


def test_it_writes_the_leaf_as_agreed(street: Street, source: SeededSource) -> None:
    with unit_from(source) as unit:
        lamp = Lamp(street=street, title="Corner", lit_on=date(2026, 11, 21), height="4.5")
        lamp.keeper = TOM.id
        unit.record(
            "lamp.raised", lamp, on_behalf_of=TOM.id, told=[TOM.id, PRIYA.id, TOM.id], count=3
        )

    entry = entries_of(street.pk)[1]
    leaf = json.loads(bytes(entry.leaf))

    assert leaf.pop("after").keys() == {
        "_sd", "street", "follows", "keeper", "state", "lit_on", "lit_at", "height", "wires",
    }  # fmt: skip
    assert leaf == {
        "act": "lamp.raised",
        "actor": {
            "id": str(PRIYA.id),
            "kind": "person",
            "org": str(PRIYA.organisation_id),
            "for": str(TOM.id),
        },
        "at": "2026-11-22T12:00:02.000000Z",
        "aud": "partnership",
        "cause": str(entry.id),
        "id": str(entry.id),
        "in": {"_sd": [], "count": 3},
        "log": f"accord.example/{street.pk}",
        "logged": "2026-11-22T12:00:03.000000Z",
        "obj": {"id": str(lamp.id), "type": "lamp", "ver": 1},
        "req": str(unit.request_id),
        "told": sorted([str(TOM.id), str(PRIYA.id)]),
        "v": 1,
        "was": "partnership",
    }


def test_it_writes_values_as_the_database_keeps_them(street: Street, source: SeededSource) -> None:
    at = datetime.fromisoformat("2026-07-01T09:30:00+01:00")

    raise_lamp(source, street, lit_on="2026-11-21", lit_at=at, height=Decimal("4.5"), wires=[1])

    after = leaves_of(street.pk)[1]["after"]
    assert after["lit_on"] == "2026-11-21"
    assert after["lit_at"] == "2026-07-01T08:30:00.000000Z"
    assert after["height"] == "4.50"
    assert after["wires"] == [1]
    assert after["street"] == str(street.pk)


def test_it_leaves_out_who_is_not_there(street: Street, source: SeededSource) -> None:
    with unit_from(source, by=TOM) as unit:
        unit.record("lamp.raised", Lamp(street=street, title="Corner"))

    assert leaves_of(street.pk)[1]["actor"] == {"id": str(TOM.id), "kind": "person"}


def test_it_names_another_organisation_when_told_to(street: Street, source: SeededSource) -> None:
    police = uuid_of("police")

    with unit_from(source) as unit:
        unit.record("lamp.raised", Lamp(street=street, title="Corner"), org=police)
        unit.record("lamp.raised", Lamp(street=street, title="Bend"), org=None)

    assert [one["actor"].get("org") for one in leaves_of(street.pk)[1:]] == [str(police), None]


def test_it_commits_to_free_text_only(street: Street, source: SeededSource) -> None:
    seen = uuid4()

    with unit_from(source) as unit:
        lamp = Lamp(street=street, title="Corner")
        unit.record(
            "lamp.raised", lamp, reason="Straße", cause=Cause.FUNDING, seen=seen,
            on=date(2026, 1, 2), sure=True, nothing=None, words=["one", 2],
        )  # fmt: skip

    given = leaves_of(street.pk)[1]["in"]
    digests = given.pop("_sd")
    assert given == {"cause": "funding", "seen": str(seen), "on": "2026-01-02", "sure": True}
    assert {read(one) for one in digests} == {("reason", "Straße"), ("words", '["one", 2]')}


def read(digest: str) -> tuple[str, str]:
    """A disclosure as RFC 9901 has it, read without our own code."""
    value = Disclosure.objects.get(digest=digest).value
    assert value is not None
    hashed = sha256(value.encode("ascii")).digest()
    assert urlsafe_b64decode(digest + "=") == hashed
    salt, name, content = json.loads(urlsafe_b64decode(value + "=="))
    assert len(urlsafe_b64decode(salt + "==")) == 16
    return name, content if isinstance(content, str) else json.dumps(content)


def test_it_hides_whether_a_field_is_empty(street: Street, source: SeededSource) -> None:
    raise_lamp(source, street, remark=None)

    digests = leaves_of(street.pk)[1]["after"]["_sd"]
    assert digests == sorted(digests)
    assert {read(one) for one in digests} == {("title", "Corner"), ("remark", "null")}


def test_it_reuses_a_disclosure_until_the_value_changes(
    street: Street, source: SeededSource
) -> None:
    lamp = raise_lamp(source, street, title="A")
    lamp = retitle(source, lamp, "A")
    lamp = retitle(source, lamp, "B")
    retitle(source, lamp, "A")

    by_title = [
        {read(one)[1]: one for one in leaf["after"]["_sd"]} for leaf in leaves_of(street.pk)[1:]
    ]
    assert by_title[0] == by_title[1]
    assert by_title[2]["null"] == by_title[0]["null"]
    assert by_title[3]["A"] != by_title[0]["A"]


def test_it_reuses_a_disclosure_within_one_unit(street: Street, source: SeededSource) -> None:
    with unit_from(source) as unit:
        lamp = unit.record("lamp.raised", Lamp(street=street, title="A"))
        unit.record("lamp.checked", lamp)

    first, second = leaves_of(street.pk)[1:]
    assert first["after"]["_sd"] == second["after"]["_sd"]
    assert (first["obj"]["ver"], second["obj"]["ver"]) == (1, 2)
    assert first["cause"] == second["cause"] == first["id"]


def test_it_never_reuses_an_erased_disclosure(street: Street, source: SeededSource) -> None:
    lamp = raise_lamp(source, street)
    Disclosure.objects.filter(field="title").update(value=None)

    retitle(source, lamp, "Corner")

    first, second = leaves_of(street.pk)[1:]
    assert len(set(first["after"]["_sd"]) & set(second["after"]["_sd"])) == 1


def test_it_makes_new_disclosures_when_another_person_is_concerned(
    street: Street, source: SeededSource
) -> None:
    raise_lamp(source, street, keeper=PRIYA.id)

    with unit_from(source) as unit:
        lamp = Lamp.objects.get()
        lamp.keeper = TOM.id
        unit.record("lamp.handed_over", lamp)

    first, second = leaves_of(street.pk)[1:]
    assert not set(first["after"]["_sd"]) & set(second["after"]["_sd"])
    assert Disclosure.objects.filter(concerns=TOM.id).count() == 2


def test_it_remembers_the_audience_before(street: Street, source: SeededSource) -> None:
    lamp = raise_lamp(source, street, audience="auditors")

    with unit_from(source) as unit:
        lamp.audience = "partnership"
        unit.record("lamp.opened", lamp)
        unit.record("lamp.checked", lamp)

    audiences = [(one["was"], one["aud"]) for one in leaves_of(street.pk)[1:]]
    assert audiences == [
        ("auditors", "auditors"),
        ("auditors", "partnership"),
        ("partnership", "partnership"),
    ]


def test_it_repeats_the_leaf_in_columns(street: Street, source: SeededSource) -> None:
    with unit_of_work(
        by=PRIYA, at=INSTANT, request_id=uuid_of("request"), origin_client="desk", source=source
    ) as unit:
        unit.record("lamp.raised", Lamp(street=street, title="Corner"), told=[TOM.id])

    entry = Entry.objects.get(verb="lamp.raised")
    assert (entry.index, entry.actor, entry.at) == (1, PRIYA.id, INSTANT)
    assert (entry.request_id, entry.origin_client) == (uuid_of("request"), "desk")
    assert list(Told.objects.values_list("actor", "index", "entry_id")) == [(TOM.id, 1, entry.id)]


def test_it_logs_strictly_later_each_time(street: Street, source: SeededSource) -> None:
    late = SeededSource(seed="late", start=datetime(2020, 1, 1, tzinfo=UTC))
    with unit_from(late) as unit:
        for title in ("A", "B", "C"):
            unit.record("lamp.raised", Lamp(street=street, title=title))

    logged = [one.logged for one in entries_of(street.pk)]
    assert [(one - logged[0]).microseconds for one in logged] == [0, 1, 2, 3]


def test_it_counts_the_day_where_the_partnership_lives(source: SeededSource, db: None) -> None:
    with unit_of_work(by=PRIYA, at=datetime(2026, 6, 30, 23, 30, tzinfo=UTC)) as unit:
        assert unit.on == date(2026, 7, 1)


def test_it_refuses_a_record_too_large(street: Street, source: SeededSource) -> None:
    with pytest.raises(EntryTooLarge, match="65535 is the most"):
        raise_lamp(source, street, wires=[10**9] * 7_000)

    assert not Lamp.objects.exists()


def test_it_refuses_more_decimals_than_the_field_keeps(
    street: Street, source: SeededSource
) -> None:
    with pytest.raises(ValueError, match="more than the 2 decimals"):
        raise_lamp(source, street, height=Decimal("4.555"))


@pytest.mark.parametrize("verb", ["raised", "Lamp.raised", "lamp.raised.twice", "lamp."])
def test_it_refuses_a_verb_of_another_form(verb: str, street: Street, source: SeededSource) -> None:
    with pytest.raises(ValueError, match="not a verb"), unit_from(source) as unit:
        unit.record(verb, Lamp(street=street, title="Corner"))


def test_it_opens_no_unit_within_another(street: Street, source: SeededSource) -> None:
    with (
        pytest.raises(RuntimeError, match="durable"),
        unit_from(source),
        unit_from(source),
    ):
        pass


def raise_lamp_and_fail(source: SeededSource, street: Street) -> None:
    with unit_from(source) as unit:
        unit.record("lamp.raised", Lamp(street=street, title="Corner"))
        raise LookupError


def test_it_leaves_nothing_when_it_fails(
    street: Street,
    source: SeededSource,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks() as rings, pytest.raises(LookupError):
        raise_lamp_and_fail(source, street)

    assert (Lamp.objects.count(), len(entries_of(street.pk)), rings) == (0, 1, [])
    assert not Disclosure.objects.exists()


def test_it_leaves_nothing_of_a_rehearsal(
    street: Street,
    source: SeededSource,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks() as rings, unit_from(source) as unit:
        unit.rehearse()
        unit.record("lamp.raised", Lamp(street=street, title="Corner"))

    assert (Lamp.objects.count(), len(entries_of(street.pk)), rings) == (0, 1, [])


def test_it_meets_every_refusal_in_a_rehearsal(street: Street, source: SeededSource) -> None:
    with pytest.raises(EntryTooLarge), unit_from(source) as unit:  # noqa: PT012  # at the close
        unit.rehearse()
        unit.record("lamp.raised", Lamp(street=street, title="Long", wires=[10**9] * 7_000))


@pytest.fixture
def rung() -> list[tuple[UUID, int]]:
    return []


def test_it_rings_after_the_commit(
    street: Street,
    source: SeededSource,
    rung: list[tuple[UUID, int]],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    def note(log_id: UUID, size: int) -> None:
        rung.append((log_id, size))

    doorbell.subscribe(note)
    with django_capture_on_commit_callbacks(execute=True):
        raise_lamp(source, street)
    doorbell.unsubscribe(note)

    assert rung == [(street.pk, 2)]


def test_it_keeps_a_broken_subscriber_to_itself(
    street: Street,
    source: SeededSource,
    caplog: pytest.LogCaptureFixture,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    def fail(log_id: UUID, size: int) -> None:
        raise ConnectionError

    doorbell.subscribe(fail)
    with django_capture_on_commit_callbacks(execute=True):
        raise_lamp(source, street)
    doorbell.unsubscribe(fail)

    assert "the change itself is committed" in caplog.text
    assert len(entries_of(street.pk)) == 2


def test_it_saves_a_row_once(street: Street, source: SeededSource) -> None:
    lamp = raise_lamp(source, street)

    assert (lamp.version, lamp.id.version) == (1, 7)
    assert lamp.entry_id == Entry.objects.get(verb="lamp.raised").id
    assert transaction.get_autocommit() is False
