from backend.audit.fold import fold
from backend.audit.models import Disclosure
from backend.audit.values import stored_fields
from tests.audit.ledger.history import entries_of
from tests.audit.ledger.models import Lamp, Street


def test_it_rebuilds_every_row(history: Street) -> None:
    state = fold(entries_of(history.pk))

    live = {("lamp", one.id): stored_fields(one) for one in Lamp.objects.all()}
    assert {key: {**one.shown, **one.hidden} for key, one in live.items()} == {
        key: fields for key, fields in state.items() if key[0] == "lamp"
    }


def test_it_rebuilds_any_past(history: Street) -> None:
    state = fold(entries_of(history.pk)[:4])

    titles = [fields["title"] for (kind, _), fields in state.items() if kind == "lamp"]
    assert sorted(map(str, titles)) == ["Bend", "Old corner"]


def test_it_leaves_out_what_was_erased(history: Street) -> None:
    Disclosure.objects.filter(field="title").update(value=None)

    state = fold(entries_of(history.pk))

    lamps = [fields for (kind, _), fields in state.items() if kind == "lamp"]
    assert all("title" not in fields and "remark" in fields for fields in lamps)
