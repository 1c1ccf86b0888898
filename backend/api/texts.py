"""What counts as text, said once as regular expressions for Python and for the schema alike."""

import re

# Spaces of every script, written out: `\s` means another set in each dialect.
_SPACES = r"\u0020\u00a0\u1680\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff"
# Unassigned surrogates are no text at all; JSON parsers let a lone one through.
_SURROGATES = r"\ud800-\udfff"
_LINE = r"\u0000-\u001f\u007f-\u009f"
_LINES = r"\u0000-\u0008\u000b-\u001f\u007f-\u009f"
# For a character class: what stands in no word, in any dialect.
NOT_IN_WORDS = _LINE + _SPACES


def _pattern(controls: str) -> str:
    """Some printable character, and no control character anywhere."""
    return rf"^[^{controls}]*[^{_LINE}{_SPACES}][^{controls}]*$"


LINE_PATTERN = _pattern(_LINE)
LINES_PATTERN = _pattern(_LINES)
_CONTROLS = {
    False: re.compile(f"[{_LINE}{_SURROGATES}]"),
    True: re.compile(f"[{_LINES}{_SURROGATES}]"),
}
_PRINTABLE = re.compile(f"[^{_LINE}{_SPACES}]")


def at_least(characters: int) -> str:
    """Of lines with that many printable characters or more, however many spaces between them."""
    # A space is never also the character after it, so that there is one way to read any text.
    counted = rf"[\t\n{_SPACES}]*[^{_LINE}{_SPACES}]"
    return rf"^({counted}){{{characters}}}[^{_LINES}]*$"


def has_controls(text: str, *, multiline: bool = False) -> bool:
    return _CONTROLS[multiline].search(text) is not None


def is_blank(text: str) -> bool:
    return _PRINTABLE.search(text) is None
