"""A change has one number and one id, on the stream and among the changes; and so have cursors."""

from typing import Any  # bodies are JSON

from tests.borough import Borough, proposed_action
from tests.live.line import Line, Telephone, do
from tests.live.test_audiences import members_only, restrict
from tests.sync.feed import add_organisations, told


def happen(borough: Borough) -> None:
    """Something open, something restricted, something that goes out of sight and comes back."""
    add_organisations(borough, "Huyton Friends")
    action = proposed_action(borough)
    for audience in (members_only(borough), members_only(borough), "partnership"):
        restrict(borough, action.id, audience)


def on_the_stream(change: dict[str, Any]) -> dict[str, Any]:
    """Those members of a change that the stream has too."""
    beside = ("changed_fields", "cursor", "refs")
    resource = {name: value for name, value in change["resource"].items() if name not in beside}
    shown = {name: value for name, value in change.items() if name not in beside}
    return {**shown, "resource": resource}


async def test_it_tells_the_same_in_both_places(telephone: Telephone, pat: Line) -> None:
    place = (await pat.follow())["cursor"]
    await do(happen, telephone.borough)
    frames = [await pat.hear("change") for _ in range(4)]

    among_changes = await do(told, telephone.borough, "Pat", place)

    assert [one["change"] for one in frames] == [on_the_stream(one) for one in among_changes]
    assert [one["cursor"] for one in frames] == [one["cursor"] for one in among_changes]
    assert {one["op"] for one in among_changes} == {"upsert", "removed"}


async def test_it_goes_on_in_either_place_from_the_other(telephone: Telephone, pat: Line) -> None:
    await pat.follow()
    await do(happen, telephone.borough)
    first = await pat.hear("change")

    rest = await do(told, telephone.borough, "Pat", first["cursor"])
    await pat.changes(len(rest))
    await pat.subscribe(id="again", cursor=rest[0]["cursor"])

    again = [one["id"] for one in await pat.changes(len(rest) - 1)]
    assert again == [one["id"] for one in rest[1:]]
