from datetime import timedelta
from typing import Any  # rows of any model
from uuid import UUID

from backend.actions.models import Action
from backend.api.cursors import position_cursor, read_position_cursor
from backend.audit.source import now
from backend.audit.unit import unit_of_work
from backend.deals import operations as deals
from backend.people.models import Appointment, Token
from backend.people.operations import (
    add_organisation,
    appoint,
    end_appointment,
    revoke_token,
    sign_out,
)
from backend.people.operations.credentials import digest_of
from tests.borough import Borough, proposed_action
from tests.deals.round_table import RoundTable, drafted
from tests.live.clock import MovableSource
from tests.live.line import Line, Telephone, do


def restrict(borough: Borough, action_id: UUID, audience: str) -> None:
    """As an operation would that moves something into or out of sight."""
    action = Action.objects.get(id=action_id)
    action.audience = audience
    with unit_of_work(by=borough.who("Priya"), at=now()) as unit:
        unit.record("action.revised", action)


def members_only(borough: Borough) -> str:
    return f"forum:{borough.board.id}"


async def restricted_action(telephone: Telephone) -> Any:
    action = await do(proposed_action, telephone.borough)
    await do(restrict, telephone.borough, action.id, members_only(telephone.borough))
    return action


async def test_it_says_nothing_of_what_is_hidden(telephone: Telephone, pat: Line) -> None:
    action = await restricted_action(telephone)
    await pat.follow()
    await do(restrict, telephone.borough, action.id, members_only(telephone.borough))
    (index,) = await telephone.write("Heard")

    assert (await pat.change())["index"] == index


async def test_it_tells_a_member_of_the_forum(telephone: Telephone) -> None:
    action = await restricted_action(telephone)
    tom = await telephone.ready("Tom")
    await tom.follow()

    await do(restrict, telephone.borough, action.id, members_only(telephone.borough))

    assert (await tom.change())["resource"]["id"] == str(action.id)


async def test_it_tells_an_auditor_everything(telephone: Telephone) -> None:
    audrey = await telephone.ready("Audrey")
    await audrey.follow(types=["action.revised"])

    action = await restricted_action(telephone)

    assert (await audrey.change())["resource"]["id"] == str(action.id)


async def test_it_tells_that_something_went_out_of_sight_and_no_more(
    telephone: Telephone, pat: Line
) -> None:
    await pat.follow(types=["action"])

    action = await restricted_action(telephone)

    await pat.change()
    gone = await pat.change()
    assert (gone["op"], gone["type"]) == ("removed", "action.removed")
    url = f"http://127.0.0.1:8000/api/v1/actions/{action.id}"
    assert gone["resource"] == {"type": "action", "id": str(action.id), "url": url}
    assert (gone["version"], gone["actor"], gone["origin"]) == (None, None, None)


async def test_it_tells_of_a_removal_whichever_verb_was_asked_for(
    telephone: Telephone, pat: Line
) -> None:
    await pat.follow(types=["action.completed"])

    await restricted_action(telephone)

    assert (await pat.change())["op"] == "removed"


async def test_it_tells_nobody_next_door(telephone: Telephone, pat: Line, sefton: Borough) -> None:
    olga = Telephone(sefton)
    line = await olga.ready("Olga")
    await line.follow()
    await telephone.write("Unheard next door")
    await pat.follow()

    await do(add_next_door, sefton)

    assert (await line.change())["actor"] == str(sefton.actor_id("Olga"))
    await pat.tell("ping")
    await pat.hear("pong")
    await line.hang_up()


def add_next_door(sefton: Borough) -> None:
    sefton.act("Olga", add_organisation, name="Sefton Council", kind="council")


async def test_it_asks_to_resync_when_one_may_see_more(telephone: Telephone, pat: Line) -> None:
    await pat.follow()
    await do(join_board, telephone.borough, "Pat")

    assert await pat.hear("resync") == {
        "type": "resync",
        "id": "all",
        "reason": "audiences_changed",
    }
    await pat.follow()


def join_board(borough: Borough, name: str, **given: Any) -> None:
    actor_id, board_id = borough.actor_id(name), borough.board.id
    borough.act("Ada", appoint, actor_id=actor_id, role="member", on_id=board_id, **given)


def leave_board(borough: Borough, name: str) -> None:
    held = Appointment.objects.get(actor_id=borough.actor_id(name), on_id=borough.board.id)
    borough.act(
        "Ada",
        end_appointment,
        appointment_id=held.id,
        version=held.version,
        reason="A new chair was elected.",
    )


async def test_it_hides_from_the_moment_an_appointment_ends(
    telephone: Telephone, settings: Any
) -> None:
    settings.STREAM_LOOK_SECONDS = 600
    action = await restricted_action(telephone)
    tom = await telephone.ready("Tom")
    await tom.follow(types=["action"])

    await do(leave_board, telephone.borough, "Tom")
    await do(restrict, telephone.borough, action.id, members_only(telephone.borough))

    # In place of the change: the standing is looked up before anything restricted is passed on.
    await tom.hear("resync")


async def guest(telephone: Telephone) -> Line:
    """Pat, who sits on the board until tomorrow."""
    borough = telephone.borough
    tomorrow = now().date() + timedelta(days=1)
    await do(join_board, borough, "Pat", ends_on=tomorrow)
    token = await telephone.token("Pat", expires_at=now() + timedelta(days=30))
    return await telephone.ready_with(token)


async def test_it_hides_from_the_moment_an_appointment_runs_out(
    telephone: Telephone, settings: Any, clock: type[MovableSource]
) -> None:
    settings.STREAM_LOOK_SECONDS = 600
    action = await restricted_action(telephone)
    line = await guest(telephone)
    await line.follow()
    clock.moves(timedelta(days=3))

    await do(restrict, telephone.borough, action.id, members_only(telephone.borough))

    await line.hear("resync")


async def test_it_replays_nothing_that_an_appointment_no_longer_opens(
    telephone: Telephone, settings: Any, clock: type[MovableSource]
) -> None:
    settings.STREAM_LOOK_SECONDS = 600
    line = await guest(telephone)
    place = (await line.follow())["cursor"]
    partnership_id = telephone.borough.partnership.id
    action = await restricted_action(telephone)
    assert [one["op"] for one in await line.changes(2)] == ["upsert", "upsert"]
    clock.moves(timedelta(days=3))
    await do(restrict, telephone.borough, action.id, members_only(telephone.borough))
    await line.hear("resync")

    bare = position_cursor(partnership_id, read_position_cursor(place, partnership_id).position)
    await line.subscribe(cursor=bare, types=["action"])

    assert [one["op"] for one in await line.changes(2)] == ["upsert", "removed"]


async def test_it_looks_before_it_replays_what_is_restricted(
    telephone: Telephone, settings: Any, clock: type[MovableSource]
) -> None:
    settings.STREAM_LOOK_SECONDS = 600
    await restricted_action(telephone)
    line = await guest(telephone)
    clock.moves(timedelta(days=3))

    beginning = position_cursor(telephone.borough.partnership.id, 0)
    await line.subscribe(cursor=beginning, types=["action.revised"])

    await line.hear("resync")


async def test_it_asks_to_resync_when_one_s_organisation_takes_a_seat(
    telephone: Telephone,
) -> None:
    table = await do(drafted, telephone.borough)
    rob = await telephone.ready("Rob")
    await rob.follow(types=["deal"])

    await do(seat_housing, table)

    assert (await rob.hear("resync"))["reason"] == "audiences_changed"
    await rob.follow(types=["deal"])
    await do(table.move, "Rhea", deals.revise_deal, title="A park for all")
    assert (await rob.change())["resource"]["id"] == str(table.deal.id)


def seat_housing(table: RoundTable) -> None:
    given = {"deal_id": table.deal.id, "organisation_id": table.borough.housing.id}
    table.act("Rhea", deals.add_party, **given)


async def test_it_asks_to_resync_with_a_cursor_from_before_one_could_see_more(
    telephone: Telephone, pat: Line
) -> None:
    await pat.follow()
    await telephone.write("Before")
    place = (await pat.hear("change"))["cursor"]
    await pat.hang_up()
    await do(join_board, telephone.borough, "Pat")

    again = await telephone.ready("Pat")
    await again.tell("subscribe", id="all", cursor=place)

    assert (await again.hear("resync"))["reason"] == "audiences_changed"
    fresh = (await again.follow())["cursor"]
    await again.tell("unsubscribe", id="all")
    await again.follow(cursor=fresh)


async def test_it_goes_on_when_an_appointment_changes_nothing_one_sees(
    telephone: Telephone, pat: Line
) -> None:
    await pat.follow(types=["organisation"])
    borough = telephone.borough
    await do(
        borough.act,
        "Ada",
        appoint,
        actor_id=borough.actor_id("Pat"),
        role="representative",
        on_id=borough.housing.id,
    )

    (index,) = await telephone.write("Heard")

    assert (await pat.change())["index"] == index


async def test_it_closes_4401_when_the_token_is_revoked(telephone: Telephone) -> None:
    secret = await telephone.token("Pat")
    line = await telephone.ready_with(secret)
    token = await do(Token.objects.get, digest=digest_of(secret))

    await do(telephone.borough.act, "Pat", revoke_token, token_id=token.id)

    assert await line.closed() == 4401


async def test_it_closes_4401_when_the_token_expires(
    telephone: Telephone, clock: type[MovableSource]
) -> None:
    secret = await telephone.token("Pat", expires_at=now() + timedelta(hours=1))
    line = await telephone.ready_with(secret)

    clock.moves(timedelta(hours=2))

    assert await line.closed() == 4401


async def test_it_closes_4401_when_the_reader_leaves(telephone: Telephone) -> None:
    line = await telephone.from_page()
    await line.tell("init", ticket=await telephone.ticket("Pat"))
    await line.hear("ready")

    await do(leave, telephone.borough)

    assert await line.closed() == 4401


def leave(borough: Borough) -> None:
    profile = borough.profiles["Pat"]
    profile.ended_at = now()
    with unit_of_work(by=borough.who("Ada"), at=now()) as unit:
        unit.record("profile.ended", profile)


async def test_it_closes_4401_when_the_session_of_its_ticket_ends(telephone: Telephone) -> None:
    line = await telephone.from_page()
    await line.tell("init", ticket=await telephone.ticket("Pat"))
    await line.hear("ready")

    await do(telephone.borough.act, "Pat", sign_out)

    assert await line.closed() == 4401
