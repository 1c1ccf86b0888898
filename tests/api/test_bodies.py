import pytest

from backend.api.bodies import DEEPEST, parse_json
from backend.api.faults import MOST_FAULTS
from backend.errors import InputRefused


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"{", "parse_error"),
        (b"{'a': 1}", "parse_error"),
        (b'{"a": 1}x', "parse_error"),
        (b"\xff\xfe{}", "parse_error"),
        (b"\xef\xbb\xbf{}", "parse_error"),
        (b'{"a": "\\ud800"}', "parse_error"),
        (b'{"\\udfff": 1}', "parse_error"),
        (b'{"a": ' + b"1" * 5000 + b"}", "parse_error"),
        (b'{"a": "tab\there"}', "parse_error"),
        (b'{"a": 1, "a": 1}', "duplicate_key"),
        (b'{"b": [{"a": 1, "\\u0061": 2}]}', "duplicate_key"),
        (b'{"a": NaN}', "not_finite"),
        (b'{"a": -Infinity}', "not_finite"),
        (b'{"a": 1e999}', "not_finite"),
        (b"[" * (DEEPEST + 2) + b"]" * (DEEPEST + 2), "too_deep"),
        (b"[" * 100_000 + b"]" * 100_000, "too_deep"),
    ],
)
def test_it_refuses_what_is_not_strict_json(raw: bytes, code: str) -> None:
    with pytest.raises(InputRefused) as refused:
        parse_json(raw)

    assert [(fault.code, fault.pointer) for fault in refused.value.faults] == [(code, "#")]


def test_it_names_only_so_many_names_that_come_twice() -> None:
    members = ", ".join(f'"{n}": 1' for n in range(MOST_FAULTS + 1))

    with pytest.raises(InputRefused) as refused:
        parse_json(f"{{{members}, {members}}}".encode())

    assert len(refused.value.faults) == MOST_FAULTS


@pytest.mark.parametrize("raw", [b"{}", b"null", b' {"a": "\\ud83d\\ude00"} ', b"[[[[]]]]", b"12"])
def test_it_reads_what_is(raw: bytes) -> None:
    parse_json(raw)
