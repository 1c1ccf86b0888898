import pytest
from django.test import RequestFactory

from backend.api.preconditions import etag, is_unchanged, required_version
from backend.api.problems import PreconditionRequired
from backend.errors import InputRefused

TAG = '"7-0f1e2d3c4b5a6978"'


@pytest.mark.parametrize("sent", [TAG, '"7"', f"W/{TAG}", ' "7" '])
def test_it_reads_the_version(sent: str) -> None:
    assert required_version(RequestFactory().get("/", headers={"if-match": sent})) == 7


@pytest.mark.parametrize("sent", [None, "*", " * "])
def test_it_asks_for_a_version(sent: str | None) -> None:
    headers = {"if-match": sent} if sent else {}

    with pytest.raises(PreconditionRequired) as refused:
        required_version(RequestFactory().get("/", headers=headers))

    assert [fault.header for fault in refused.value.faults] == ["If-Match"]


@pytest.mark.parametrize(
    "sent",
    [
        *("", "0", "7", '"0"', '"07"', '"-1"', '"7', '7"', '"7","8"', f"{TAG}, {TAG}", '"abc"'),
        *('"7-xyz"', '"7-0F1E2D3C4B5A6978"', '""', '"*"', 'w/"7"', '"1234567890"', '"\u0667"'),
    ],
)
def test_it_refuses_a_malformed_tag(sent: str) -> None:
    with pytest.raises(InputRefused) as refused:
        required_version(RequestFactory().get("/", headers={"if-match": sent}))

    assert refused.value.code == "validation_error"
    assert [fault.header for fault in refused.value.faults] == ["If-Match"]


@pytest.mark.parametrize(
    ("sent", "unchanged"),
    [
        (TAG, True),
        ("*", True),
        (f'"1", {TAG}', True),
        (f'{TAG},"2"', True),
        (f"W/{TAG}", False),
        ('"7"', False),
        ("7-0f1e2d3c4b5a6978", False),
        ("", False),
        ("garbage", False),
    ],
)
def test_it_compares_the_whole_tag(sent: str, *, unchanged: bool) -> None:
    request = RequestFactory().get("/", headers={"if-none-match": sent})

    assert is_unchanged(request, TAG) is unchanged


def test_it_makes_one_tag_of_one_content() -> None:
    assert etag(3, {"a": 1, "b": [None]}) == etag(3, {"b": [None], "a": 1})
    assert etag(3, {"a": 1}) != etag(3, {"a": 2})
