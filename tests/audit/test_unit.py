import json

from backend.audit.models import Disclosure, Log
from backend.audit.source import SeededSource
from tests.audit.ledger.history import entries_of, open_street, raise_lamp, retitle, unit_from
from tests.audit.ledger.models import Lamp, Street


def test_it_appends_an_entry(street: Street, source: SeededSource) -> None:
    lamp = raise_lamp(source, street)
    lamp = retitle(source, lamp, "Bend")
    for e in entries_of(street.pk):
        print(bytes(e.leaf).decode())
    print(list(Disclosure.objects.values_list("field","value")))
    assert 0
