from datetime import timedelta
from typing import Any  # settings are of any type

from backend.people.models import Profile
from tests.live.clock import MovableSource
from tests.live.line import Telephone, do


async def test_it_opens_to_a_ticket(telephone: Telephone) -> None:
    line = await telephone.from_page()

    await line.tell("init", ticket=await telephone.ticket("Pat"))

    await line.hear("ready")
    await line.follow()


async def test_it_takes_a_ticket_once(telephone: Telephone) -> None:
    ticket = await telephone.ticket("Pat")
    first, second = await telephone.from_page(), await telephone.from_page()
    await first.tell("init", ticket=ticket)
    await first.hear("ready")

    await second.tell("init", ticket=ticket)

    assert await second.closed() == 4401


async def test_it_takes_no_ticket_that_has_expired(
    telephone: Telephone, clock: type[MovableSource]
) -> None:
    ticket = await telephone.ticket("Pat")
    line = await telephone.from_page()
    clock.moves(timedelta(seconds=31))

    await line.tell("init", ticket=ticket)

    assert await line.closed() == 4401


async def test_it_takes_no_ticket_of_someone_who_has_left(telephone: Telephone) -> None:
    ticket = await telephone.ticket("Pat")
    await do(leave, telephone.borough.profiles["Pat"])
    line = await telephone.from_page()

    await line.tell("init", ticket=ticket)

    assert await line.closed() == 4401


def leave(profile: Profile) -> None:
    profile.actor.is_active = False
    profile.actor.save()


async def test_it_takes_no_made_up_ticket(telephone: Telephone) -> None:
    line = await telephone.from_page()

    await line.tell("init", ticket="made-up")

    assert await line.closed() == 4401


async def test_it_needs_the_ticket_first(telephone: Telephone) -> None:
    line = await telephone.from_page()

    await line.tell("subscribe", id="all", cursor="latest")

    assert await line.closed() == 4401


async def test_it_needs_a_ticket_in_init_without_a_token(telephone: Telephone) -> None:
    line = await telephone.from_page()

    await line.tell("init")

    assert await line.closed() == 4401


async def test_it_waits_for_init_no_longer_than_said(telephone: Telephone, settings: Any) -> None:
    settings.STREAM_INIT_SECONDS = 0.05
    line = await telephone.from_page()

    assert await line.closed() == 4408


async def test_it_stays_open_past_that_when_init_came(telephone: Telephone, settings: Any) -> None:
    settings.STREAM_INIT_SECONDS = 0.5
    ticket = await telephone.ticket("Pat")
    line = await telephone.from_page()
    await line.tell("init", ticket=ticket)
    await line.hear("ready")
    late = await telephone.from_page()
    # Opened later, closed for its silence: by then the first one's time was up too.
    assert await late.closed() == 4408

    await line.tell("ping")

    await line.hear("pong")


async def test_it_closes_4429_on_a_second_init(telephone: Telephone) -> None:
    line = await telephone.from_page()
    await line.tell("init", ticket=await telephone.ticket("Pat"))
    await line.hear("ready")

    await line.tell("init")

    assert await line.closed() == 4429


async def test_it_lets_a_program_say_init_once(telephone: Telephone) -> None:
    line = await telephone.ready("Pat")

    await line.tell("init")
    await line.tell("ping")
    await line.hear("pong")
    await line.tell("init")

    assert await line.closed() == 4429


async def test_it_takes_no_ticket_beside_a_token(telephone: Telephone) -> None:
    line = await telephone.ready("Pat")

    await line.tell("init", ticket=await telephone.ticket("Ada"))

    assert await line.closed() == 4400
