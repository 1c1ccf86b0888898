from typing import Any  # settings are of any type

from backend.actions.operations import start_action
from backend.api.cursors import position_cursor
from backend.people.operations import add_organisation
from tests.borough import proposed_action
from tests.live.line import Line, Telephone, do


def start(telephone: Telephone) -> str:
    return position_cursor(telephone.borough.partnership.id, 0)


async def test_it_tells_of_a_change_as_the_log_has_it(telephone: Telephone, pat: Line) -> None:
    await pat.follow()
    (index,) = await telephone.write("Care Leavers' Council")

    change = await pat.change()

    assert change["index"] == index
    assert change["type"] == "organisation.added"
    assert change["op"] == "upsert"
    assert change["version"] == 1
    assert change["actor"] == str(telephone.borough.actor_id("Ada"))


async def test_it_names_the_program_that_made_the_change(telephone: Telephone, pat: Line) -> None:
    await pat.follow()
    await telephone.write("Care Leavers' Council")

    origin = (await pat.change())["origin"]

    assert origin["client_id"] is None
    assert origin["request_id"]


async def test_it_begins_at_the_present_with_latest(telephone: Telephone, pat: Line) -> None:
    await telephone.write("Before")
    await pat.follow()

    (index,) = await telephone.write("After")

    assert (await pat.change())["index"] == index


async def test_it_replays_the_log_from_its_beginning(telephone: Telephone, pat: Line) -> None:
    (last,) = await telephone.write("Care Leavers' Council")

    await pat.subscribe(cursor=start(telephone))

    assert [one["index"] for one in await pat.changes(last + 1)] == list(range(last + 1))
    await pat.hear("caught_up")


async def test_it_replays_over_many_pages(telephone: Telephone, settings: Any) -> None:
    settings.STREAM_PAGE = 2
    line = await telephone.ready("Pat")
    (last,) = await telephone.write("Care Leavers' Council")

    await line.subscribe(cursor=start(telephone))

    assert [one["index"] for one in await line.changes(last + 1)] == list(range(last + 1))


async def test_it_resumes_after_the_cursor_of_a_change(telephone: Telephone, pat: Line) -> None:
    await pat.follow()
    indexes = await telephone.write("First", "Second", "Third")
    first = await pat.hear("change")
    await pat.hang_up()

    again = await telephone.ready("Pat")
    await again.subscribe(cursor=first["cursor"])

    assert [one["index"] for one in await again.changes(2)] == indexes[1:]


async def test_it_has_caught_up_with_a_cursor_of_its_own(telephone: Telephone, pat: Line) -> None:
    await pat.subscribe()
    place = (await pat.hear("caught_up"))["cursor"]
    (index,) = await telephone.write("Care Leavers' Council")
    await pat.hear("change")

    await pat.subscribe(id="again", cursor=place)

    assert (await pat.change())["index"] == index


async def test_it_asks_where_to_begin(pat: Line) -> None:
    await pat.tell("subscribe", id="all")

    error = await pat.hear("error")

    assert error["id"] == "all"
    assert error["problem"]["code"] == "cursor_required"
    assert "latest" in error["problem"]["detail"]
    assert "changes_cursor" in error["problem"]["detail"]


async def test_it_refuses_a_cursor_of_another_partnership(telephone: Telephone, pat: Line) -> None:
    foreign = position_cursor(telephone.borough.board.id, 0)

    await pat.tell("subscribe", id="all", cursor=foreign)

    assert (await pat.hear("error"))["problem"]["code"] == "invalid_cursor"


async def test_it_refuses_a_cursor_past_the_end_of_the_log(telephone: Telephone, pat: Line) -> None:
    future = position_cursor(telephone.borough.partnership.id, 10_000)

    await pat.tell("subscribe", id="all", cursor=future)

    assert (await pat.hear("error"))["problem"]["code"] == "invalid_cursor"


async def test_it_goes_on_after_an_error(pat: Line) -> None:
    await pat.tell("subscribe", id="all", cursor="made.up")
    await pat.hear("error")

    await pat.follow()


async def test_it_closes_4409_on_a_second_subscription_of_one_id(pat: Line) -> None:
    await pat.follow()

    await pat.tell("subscribe", id="all", cursor="latest")

    assert await pat.closed() == 4409


async def test_it_has_a_limit_of_subscriptions(telephone: Telephone, settings: Any) -> None:
    settings.STREAM_SUBSCRIPTIONS_PER_SOCKET = 1
    line = await telephone.ready("Pat")
    await line.follow()

    await line.tell("subscribe", id="second", cursor="latest")

    assert (await line.hear("error"))["problem"]["code"] == "too_many_subscriptions"


async def test_it_stops_when_unsubscribed(telephone: Telephone, pat: Line) -> None:
    await pat.follow()
    await pat.tell("unsubscribe", id="all")
    await telephone.write("Unheard")
    await pat.follow()

    (index,) = await telephone.write("Heard")

    assert (await pat.change())["index"] == index


async def test_it_knows_no_subscription_that_was_not_made(pat: Line) -> None:
    await pat.tell("unsubscribe", id="nothing")

    error = await pat.hear("error")

    assert (error["id"], error["problem"]["code"]) == ("nothing", "not_found")


async def test_it_tells_of_the_types_asked_for(telephone: Telephone, pat: Line) -> None:
    await pat.follow(types=["action"])
    await telephone.write("Unheard")
    await do(proposed_action, telephone.borough)

    assert (await pat.change())["type"] == "action.proposed"


async def test_it_tells_of_the_verbs_asked_for(telephone: Telephone, pat: Line) -> None:
    await pat.follow(types=["action.started", "organisation.removed"])
    action = await do(proposed_action, telephone.borough)
    await telephone.write("Unheard")
    await do(
        telephone.borough.act, "Priya", start_action, action_id=action.id, version=action.version
    )

    assert (await pat.change())["type"] == "action.started"


async def test_it_tells_me_what_is_meant_for_me(telephone: Telephone) -> None:
    mine = await telephone.ready("Rhea")
    await mine.follow(topic="me")
    action = await do(proposed_action, telephone.borough)
    await do(
        telephone.borough.act, "Priya", start_action, action_id=action.id, version=action.version
    )

    change = await mine.change()

    assert (change["resource"]["type"], change["resource"]["id"]) == ("action", str(action.id))


async def test_it_carries_several_subscriptions(telephone: Telephone, pat: Line) -> None:
    await pat.follow(id="actions", types=["action"])
    await pat.follow(id="organisations", types=["organisation"])
    await do(telephone.borough.act, "Ada", add_organisation, name="Care", kind="other")
    await do(proposed_action, telephone.borough)

    heard = [await pat.hear("change") for _ in range(2)]
    kinds = {one["id"]: one["change"]["resource"]["type"] for one in heard}
    assert kinds == {"actions": "action", "organisations": "organisation"}


async def test_it_answers_a_ping(pat: Line) -> None:
    await pat.tell("ping")

    await pat.hear("pong")
