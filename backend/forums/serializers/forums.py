from typing import Any, Final

from backend.actions.serializers.actions import Words
from backend.api import fields
from backend.api.serializers import In, PatchIn
from backend.forums.models import LONGEST_CODE, ForumKind, Majority
from backend.people.serializers import DocumentedIn, DocumentedOut

CODE: Final = rf"^[A-Z][A-Z0-9]{{0,{LONGEST_CODE - 1}}}$"
MOST_DAYS: Final = 260
MOST_MEMBERS: Final = 1000


class Code(fields.Char):
    """A new instance has its own sample: BTB stands before -2026-014."""

    def __init__(self, **kwargs: Any) -> None:  # Any: DRF's own
        super().__init__(
            max_length=LONGEST_CODE,
            pattern=CODE,
            form="capital letters and digits",
            sample="BTB",
            **kwargs,
        )


class Days(fields.Integer):
    def __init__(self, **kwargs: Any) -> None:  # Any: DRF's own
        super().__init__(min_value=1, max_value=MOST_DAYS, **kwargs)


class Count(fields.Integer):
    def __init__(
        self, *, least: int = 0, most: int = MOST_MEMBERS, **kwargs: Any
    ) -> None:  # Any: DRF's own
        super().__init__(min_value=least, max_value=most, **kwargs)


class Terms(fields.Char):
    def __init__(self, **kwargs: Any) -> None:  # Any: DRF's own
        super().__init__(max_length=8000, multiline=True, **kwargs)


CODE_SAYS: Final = "What the references of its decisions begin with; it stays once it is given."
QUORUM_SAYS: Final = "At least so many members; and at least `quorum_percent` of all of them."


class AddForumIn(DocumentedIn):
    name = fields.Char(max_length=200)
    kind = fields.Choice(choices=ForumKind.choices)
    parent = fields.UUID(source="parent_id", required=False)  # type: ignore[assignment]  # a field, not its parent
    code = Code(
        required=False, help_text=f"{CODE_SAYS} Unless said, the initials, if they are free."
    )
    terms_of_reference = Terms(required=False)
    quorum = Count(least=1, required=False, help_text=QUORUM_SAYS)
    quorum_percent = Count(most=100, required=False)
    majority = fields.Choice(choices=Majority.choices, required=False)
    consensus_minus = Count(required=False, help_text="Under `consensus`: so many may be against.")
    acknowledge_days = Days(required=False, help_text="Working days to acknowledge an escalation.")
    resolve_days = Days(required=False, help_text="Working days to resolve an escalation.")
    paper_days = Days(required=False, help_text="Working days papers are due before a meeting.")
    assurance_days = Days(
        required=False, help_text="Working days after a quarter until sponsors owe an assurance."
    )

    example = {"name": "Growth forum", "kind": "forum"}


class ReviseForumIn(PatchIn):
    name = fields.Char(max_length=200)
    kind = fields.Choice(choices=ForumKind.choices)
    parent = fields.UUID(source="parent_id", allow_null=True)  # type: ignore[assignment]  # a field, not its parent
    code = Code(help_text=CODE_SAYS)
    terms_of_reference = Terms(allow_blank=True)
    quorum = Count(least=1, help_text=QUORUM_SAYS)
    quorum_percent = Count(most=100)
    majority = fields.Choice(choices=Majority.choices)
    consensus_minus = Count()
    acknowledge_days = Days()
    resolve_days = Days()
    paper_days = Days()
    assurance_days = Days()


class ForumOut(DocumentedOut):
    name = fields.Char(max_length=200)
    kind = fields.Choice(choices=ForumKind.choices)
    parent = fields.UUID(source="parent_id", allow_null=True)  # type: ignore[assignment]  # a field, not its parent
    code = Code(allow_null=True, help_text=CODE_SAYS)
    terms_of_reference = Terms(allow_blank=True)
    quorum = Count(least=1, help_text=QUORUM_SAYS)
    quorum_percent = Count(most=100)
    majority = fields.Choice(choices=Majority.choices)
    consensus_minus = Count()
    acknowledge_days = Days()
    resolve_days = Days()
    paper_days = Days()
    assurance_days = Days()


class AddSeatIn(DocumentedIn):
    title = fields.Char(max_length=200, ask="Enter whose seat it is")
    organisation = fields.UUID(
        source="organisation_id", required=False, help_text="Either this or `body`."
    )
    body = fields.UUID(
        source="body_id",
        required=False,
        help_text="The forum whose chair or delegate sits there.",
    )

    example = {
        "title": "Registered providers of housing",
        "organisation": "0190b5c2-7a4e-7c3d-9f21-5e8d6a1b2c3d",
    }
    example_without = ("body",)


class FillSeatIn(In):
    actor = fields.UUID(source="actor_id")
    starts_on = fields.Date(required=False, help_text="At once, unless said.")
    ends_on = fields.Date(required=False, help_text="The last day.")

    example = {"actor": "0190b5c2-7a4e-7c3d-9f21-5e8d6a1b2c3d"}


class EndSeatIn(In):
    reason = Words(ask="Enter why the seat ends")


class SeatOut(DocumentedOut):
    forum = fields.UUID(source="forum_id")
    title = fields.Char(max_length=200)
    organisation = fields.UUID(source="organisation_id", allow_null=True)
    body = fields.UUID(source="body_id", allow_null=True)
    appointment = fields.UUID(
        source="appointment_id", allow_null=True, help_text="The last one made for it."
    )
    actor = fields.UUID(
        source="sitter", allow_null=True, help_text="Who sits there now; null: it is vacant."
    )
    ended_at = fields.Instant(allow_null=True)
