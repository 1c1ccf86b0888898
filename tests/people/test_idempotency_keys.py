"""What counts as a key: a quoted string or a bare one, of 255 characters and no more."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from backend.people.models import KeptAnswer
from tests.borough import Borough, Caller
from tests.people.questions import assert_refused
from tests.people.sending import added, friends, is_replayed, nothing_done

LONGEST = "k" * 255


@contextmanager
def refused(caller: Caller, key: str) -> Iterator[None]:
    with nothing_done():
        answer = added(caller, key)
        yield
    problem = assert_refused(answer, 400, "validation_error")
    assert problem["errors"][0].keys() == {"header", "code", "detail"}
    assert problem["errors"][0]["header"] == "Idempotency-Key"


@pytest.mark.parametrize(
    ("bare", "quoted"),
    [
        ("one", '"one"'),
        ("0", '"0"'),
        ("8e03978e-40d5-43e8-bc93-6894a57f9324", '"8e03978e-40d5-43e8-bc93-6894a57f9324"'),
        ("a\\b", '"a\\\\b"'),
        ("k;v=1", '"k;v=1"'),
        (LONGEST, f'"{LONGEST}"'),
        ("one", ' "one" '),
    ],
)
def test_it_is_the_same_key_in_quotes(bare: str, quoted: str, knowsley: Borough) -> None:
    ada = knowsley.as_("Ada")

    first, again = added(ada, bare), added(ada, quoted)

    assert (first.status_code, is_replayed(again), friends()) == (201, True, 1)


@pytest.mark.parametrize(
    "key",
    ['"one, two"', '"say \\"hi\\""', '"a b"', '"' + '\\"' * 255 + '"', "!#$%&'()*+-./:;<=>?@~"],
)
def test_it_takes_whatever_can_be_seen(key: str, knowsley: Borough) -> None:
    ada = knowsley.as_("Ada")

    first, again = added(ada, key), added(ada, key)

    assert (first.status_code, is_replayed(again)) == (201, True)


@pytest.mark.parametrize(
    "key",
    [
        "",
        " ",
        '""',
        '"',
        '"one',
        'one"',
        "o ne",
        "one,two",
        '"one","two"',
        '"one", "two"',
        '"a\\b"',
        '"one";q=1',
        LONGEST + "k",
        f'"{LONGEST}k"',
        "caf\u00e9",
        '"caf\u00e9"',
        "o\x00ne",
        "o\tne",
        '"o\tne"',
        '"o\x7fne"',
        "o\nne",
    ],
)
def test_it_refuses_what_is_no_key(key: str, knowsley: Borough) -> None:
    with refused(knowsley.as_("Ada"), key):
        assert KeptAnswer.objects.count() == 0


def test_it_is_told_with_all_else_that_is_wrong(knowsley: Borough) -> None:
    answer = added(knowsley.as_("Ada"), "one,two", kind="no such kind", colour="green")

    places = [next(iter({"header", "pointer"} & one.keys())) for one in answer.json()["errors"]]
    assert sorted(places) == ["header", "pointer", "pointer"]


def test_it_is_read_once_it_is_known_who_asks_and_that_they_may(knowsley: Borough) -> None:
    assert added(Caller("acc_nobody"), "one,two").status_code == 401
    assert added(knowsley.as_("Pat"), "one,two").status_code == 403
