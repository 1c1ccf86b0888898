from backend.actions.serializers.parts import OF_A_REPORT, SHA256
from backend.api import fields
from backend.api.serializers import In
from backend.audit.canonical import LARGEST_INTEGER
from backend.people.serializers import RecordedOut


class FreezePackIn(In):
    title = fields.Char(max_length=200, ask="Enter what the pack is for")

    example = {"title": "Strategic Board, December 2026"}


class BoardPackOut(RecordedOut):
    forum = fields.UUID(source="forum_id")
    title = fields.Char(max_length=200)
    log_size = fields.Integer(
        min_value=0,
        max_value=LARGEST_INTEGER,
        help_text="How many entries the log had: the pack shows what the last of them left.",
    )
    log_root = fields.Char(max_length=64, pattern=SHA256, sample=OF_A_REPORT)
    frozen_at = fields.Instant()
    frozen_by = fields.UUID(source="frozen_by_id")
    digest = fields.Char(
        max_length=64, pattern=SHA256, sample=OF_A_REPORT, help_text="SHA-256 of the content."
    )
    length = fields.Integer(min_value=0, max_value=LARGEST_INTEGER, help_text="In bytes.")
