"""What only adds to a meeting asks of its state."""

from collections.abc import Iterable

from backend.errors import WrongState
from backend.forums.models import Meeting


def refuse_unless(meeting: Meeting, states: Iterable[str], deed: str) -> None:
    """Raises WrongState; `deed` completes "so you cannot …"."""
    if meeting.state not in set(states):
        raise WrongState(
            f"This meeting is {meeting.get_state_display().lower()}, so you cannot {deed}.",
            current_state=meeting.state,
        )
