"""What is signed is committed: in a unit, a rollback would leave a signed tree that never was."""

from collections.abc import Iterator

from tests.architecture.source import Source, backend, offences, snippet

# Called by a view or a command, which have no unit open.
EDGES = ("views", "export")


def signed_inside(source: Source) -> Iterator[str]:
    if source.stands_in(*EDGES):
        return
    for name, call in source.calls():
        if name == "current_checkpoint":
            yield f"{source.at(call)} may stand inside a unit: only the edge signs, outside of it"


def test_it_signs_outside_of_units_alone() -> None:
    assert offences(signed_inside, *backend()) == []


def test_it_notices_a_signature_inside() -> None:
    code = "def submit_assurance(unit):\n    current_checkpoint(log, unit.at)"

    assert offences(signed_inside, snippet("backend/forums/operations/assurances.py", code))
    assert not offences(signed_inside, snippet("backend/audit/views/checkpoints.py", code))
