from backend.actions.serializers.actions import Words
from backend.api import fields
from backend.api.serializers import In, Out
from backend.deals.consenting import Consent
from backend.deals.models import Channel, PartyKind
from backend.deals.serializers.deals import NUMBER
from backend.people.serializers import RecordedOut


class AddPartyIn(In):
    organisation = fields.UUID(source="organisation_id")


class RemovePartyIn(In):
    reason = Words(ask="Enter why the party is removed")

    example = {"reason": "The trust will take part in another deal."}


class PartyOut(RecordedOut):
    deal = fields.UUID(source="deal_id")
    organisation = fields.UUID(source="organisation_id")
    kind = fields.Choice(choices=PartyKind.choices)
    consent = fields.Choice(
        choices=Consent.choices, help_text="Where it stands to the version on the table."
    )
    decline_until = fields.Date(
        allow_null=True, help_text="The last day; after it the party's silence is consent."
    )
    agreed_number = fields.Integer(
        **NUMBER, help_text="Of the last version it agreed to, signed or silent; 0: none."
    )
    leaves_on = fields.Date(allow_null=True)
    ended_at = fields.Instant(allow_null=True)


class LinkPrincipleIn(In):
    principle = fields.UUID(source="principle_id")


class PrincipleLinkOut(RecordedOut):
    deal = fields.UUID(source="deal_id")
    principle = fields.UUID(source="principle_id")
    ended_at = fields.Instant(allow_null=True)


class LinkActionIn(In):
    action = fields.UUID(source="action_id")


class ActionLinkOut(RecordedOut):
    deal = fields.UUID(source="deal_id")
    action = fields.UUID(source="action_id")
    ended_at = fields.Instant(allow_null=True)


class ContributeToDealIn(In):
    text = fields.Char(max_length=4000, multiline=True, ask="Enter what was contributed")
    channel = fields.Choice(
        choices=Channel.choices, required=False, help_text="accord unless said."
    )
    voice = fields.Char(
        max_length=200,
        required=False,
        help_text="Whose it is, by their part in the place and never by name.",
    )
    received_on = fields.Date(required=False)

    example = {
        "text": "The benches by the lake are too low for us.",
        "channel": "workshop",
        "voice": "A grandparent from Page Moss",
        "received_on": "2026-11-01",
    }


class EraseContributionIn(In):
    reason = fields.Char(max_length=500, ask="Enter why the contribution is erased")

    example = {"reason": "She asked for it at the library."}


class ErasedContributionOut(Out):
    """`changed` is false when it was erased before: nothing was recorded."""

    changed = fields.Boolean()


class DealContributionOut(RecordedOut):
    deal = fields.UUID(source="deal_id")
    channel = fields.Choice(choices=Channel.choices)
    text = fields.Char(max_length=4000, multiline=True)
    voice = fields.Char(max_length=200, allow_blank=True)
    recorded_by = fields.UUID(source="recorded_by_id")
    received_on = fields.Date()
