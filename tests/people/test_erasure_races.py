"""Someone is erased while something is done by them, to them or with them: neither their name is
left nor a log that does not verify.
"""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest

from backend.audit.models import Log
from backend.audit.source import now
from backend.audit.verify import verify_log, verify_surroundings
from backend.deals.models import Signature
from backend.people import operations as people
from backend.people.models import Actor, Appointment, Profile, Token
from tests import borough as boroughs
from tests.borough import Answer, Borough, tag
from tests.deals.round_table import signing
from tests.people.succession import organisation
from tests.people.test_erase_person import EMAIL, NAME, WORDS, newcomer
from tests.people.test_succession_races import at_once, merging
from tests.people.whole import tables_naming

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

ROUNDS = 8
AGAIN = [f"Quillfeather {place}" for place in range(ROUNDS)]


@pytest.fixture
def knowsley(transactional_db: None) -> Borough:
    """Committed, so that both of the two who meet can see it."""
    return boroughs.knowsley()


def erasing(borough: Borough, name: str, by: str = "Ada") -> Callable[[], Answer]:
    profile, caller = borough.profiles[name], borough.as_(by)
    path, reason = f"/people/{profile.id}/erase", {"reason": "They asked for it."}
    return lambda: caller.post(path, reason, if_match=tag(profile.version))


def someone(borough: Borough, name: str) -> Profile:
    """Who acts for the council, and has signed in."""
    profile = newcomer(borough, name, f"{name.replace(' ', '.').lower()}@pquill.test")
    given = {"actor_id": profile.actor_id, "role": "representative", "on_id": borough.council.id}
    borough.act("Ada", people.appoint, **given)
    borough.as_(name)
    return profile


def assert_sound(borough: Borough) -> None:
    verdict = verify_log(Log.objects.get(id=borough.partnership.id))
    assert (verdict.faults, verify_surroundings()) == ([], [])


def test_it_leaves_no_name_under_what_they_sign_meanwhile(knowsley: Borough) -> None:
    tables = [signing(knowsley) for _ in range(ROUNDS)]
    outcomes = Counter[int]()
    for table, name in zip(tables, AGAIN, strict=True):
        someone(knowsley, name)
        body = {
            "party": str(table.seats["Rhea"].id),
            "digest": table.digest(),
            "capacity": "Leader of the council",
        }
        path, signer = f"/deals/{table.deal.id}/sign", knowsley.as_(name)
        version = tag(table.fresh().version)

        erased, signed = at_once(
            erasing(knowsley, name),
            partial(signer.post, path, body, if_match=version),
        )

        assert erased.status_code == 200
        outcomes[signed.status_code] += 1
    assert outcomes.keys() <= {200, 401, 403}
    assert Signature.objects.filter(signatory="Erased person").count() == outcomes[200]
    assert tables_naming("Quillfeather", "pquill") == set()
    assert_sound(knowsley)


def test_it_leaves_no_name_on_what_they_issue_meanwhile(knowsley: Borough) -> None:
    expires = (now().replace(microsecond=0) + timedelta(days=7)).isoformat()
    for name in AGAIN:
        someone(knowsley, name)
        own = {"name": f"Laptop of {name}", "scopes": ["people:read"], "expires_at": expires}
        issuer = knowsley.as_(name)

        erased, issued = at_once(erasing(knowsley, name), partial(issuer.post, "/tokens", own))

        assert erased.status_code == 200
        assert issued.status_code in (201, 400, 401)
    assert tables_naming(*WORDS, "Quillfeather") == set()
    assert not Token.objects.filter(profile__ended_at__isnull=False, revoked_at=None).exists()


def test_it_meets_a_merger_of_their_organisation(knowsley: Borough) -> None:
    """Which moves their profile and their appointment."""
    outcomes = Counter[tuple[int, int]]()
    for name in AGAIN:
        old = organisation(knowsley)
        profile = newcomer(knowsley, name, f"{name.split()[1]}@pquill.test", old)
        given = {"actor_id": profile.actor_id, "role": "representative", "on_id": old.id}
        knowsley.act("Ada", people.appoint, **given)

        answers = at_once(erasing(knowsley, name), merging(knowsley, old, knowsley.housing))

        outcomes[answers[0].status_code, answers[1].status_code] += 1
        profile.refresh_from_db()
        # Whoever was moved first is another version than was read, and is erased now.
        assert profile.is_erased or erasing(knowsley, name)().status_code == 200
    assert outcomes.keys() <= {(200, 200), (412, 200)}
    held = Appointment.objects.in_force(now()).filter(actor__profiles__ended_at__isnull=False)
    assert not held.exists()
    assert tables_naming("Quillfeather", "pquill") == set()
    assert_sound(knowsley)


def test_it_keeps_one_of_two_administrators_who_erase_each_other(knowsley: Borough) -> None:
    outcomes = Counter[tuple[int, ...]]()
    for name in AGAIN:
        kim = newcomer(knowsley, name, f"{name.replace(' ', '.').lower()}@pquill.test")
        given = {"actor_id": kim.actor_id, "role": "administrator"}
        knowsley.act("Ada", people.appoint, on_id=knowsley.partnership.id, **given)

        answers = at_once(erasing(knowsley, "Ada", name), erasing(knowsley, name, "Ada"))

        outcomes[tuple(sorted(one.status_code for one in answers))] += 1
        survivor = "Ada" if answers[1].status_code == 200 else name
        knowsley.profiles["Ada"] = knowsley.profiles[survivor]
        knowsley.tokens["Ada"] = knowsley.tokens[survivor]
    assert outcomes.keys() <= {(200, 401), (200, 409)}
    assert_sound(knowsley)


def test_it_forgets_who_is_erased_in_two_partnerships_at_once(knowsley: Borough) -> None:
    sefton = boroughs.next_door()
    for place in range(ROUNDS):
        email = f"quill{place}.{EMAIL}"
        for borough, by in ((knowsley, "Ada"), (sefton, "Olga")):
            given = {"kind": "person", "name": NAME, "email": email}
            borough.profiles[NAME] = borough.act(by, people.add_person, **given)

        answers = at_once(erasing(knowsley, NAME), erasing(sefton, NAME, "Olga"))

        assert [one.status_code for one in answers] == [200, 200]
        assert not Actor.objects.filter(sign_in=email).exists()
    assert tables_naming(*WORDS) == set()
