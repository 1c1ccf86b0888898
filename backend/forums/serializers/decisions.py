from typing import Any, Final  # members are of many types

from rest_framework import serializers

from backend.actions.serializers.actions import Words
from backend.api import fields
from backend.api.serializers import In, Out, PatchIn
from backend.forums.models import DecisionState, EffectKind, Undoing
from backend.people.serializers import RecordedOut
from backend.people.transitions import Explanation

# Of each kind of effect.
MOST_EFFECTS: Final = 20
MOST_MEMBERS: Final = 500
LONGEST_TEXT: Final = 8000
LONGEST_ANSWER: Final = 4000
COUNT: Final = {"min_value": 0, "max_value": 32767}
NUMBER: Final = {"min_value": 1, "max_value": 2**31 - 1}


class Text(fields.Char):
    def __init__(self, **kwargs: Any) -> None:  # Any: DRF's own
        super().__init__(max_length=LONGEST_TEXT, multiline=True, **kwargs)


class Answer(fields.Char):
    def __init__(self, **kwargs: Any) -> None:  # Any: DRF's own
        super().__init__(max_length=LONGEST_ANSWER, multiline=True, **kwargs)


class Members(fields.List):
    def __init__(self, **kwargs: Any) -> None:  # Any: DRF's own
        super().__init__(child=fields.UUID(), max_length=MOST_MEMBERS, **kwargs)


class Effects(fields.List):
    def __init__(self, child: Any, **kwargs: Any) -> None:  # Any: DRF's own
        super().__init__(child=child, max_length=MOST_EFFECTS, **kwargs)


class ProposeIn(In):
    plan = fields.UUID()
    title = fields.Char(max_length=300)
    summary = Words(required=False)
    priority = fields.UUID(required=False)
    lead = fields.UUID(required=False)
    due_on = fields.Date(required=False)


class ResolveIn(In):
    escalation = fields.UUID()
    answer = Answer(ask="Enter what the forum answers; whoever reads the subject reads it too")


class ReferIn(In):
    escalation = fields.UUID()
    reason = Words(ask="Enter why it goes to the forum above")


class EffectsIn(In):
    """What recording the decision brings about, if it is carried and not indicative."""

    propose_actions = Effects(ProposeIn(), required=False)
    resolve_escalations = Effects(ResolveIn(), required=False)
    refer_escalations = Effects(ReferIn(), required=False)
    approve_redatings = Effects(
        fields.UUID(), required=False, help_text="Open requests for another date."
    )
    endorse_deals = Effects(fields.UUID(), required=False)


class DraftDecisionIn(In):
    title = fields.Char(max_length=300)
    text = Text(ask="Enter what is to be decided")
    item = fields.UUID(
        source="item_id",
        required=False,
        help_text="On whose agenda it is decided; a decision at a restricted item is restricted.",
    )
    restricted = fields.Boolean(required=False)
    effects = EffectsIn(required=False)
    undoes = fields.UUID(
        source="undoes_id", required=False, help_text="An earlier decision of the same forum."
    )
    undoing = fields.Choice(choices=Undoing.choices, required=False)

    example = {
        "title": "Open the Huyton hub",
        "text": "The hub opens in March, run by the council and the housing group together.",
        "effects": {
            "propose_actions": [
                {
                    "plan": "0190b5c2-7a4e-7c3d-9f21-5e8d6a1b2c3d",
                    "title": "Fit out the Huyton hub",
                    "due_on": "2027-03-31",
                }
            ]
        },
    }


class ReviseDecisionIn(PatchIn):
    title = fields.Char(max_length=300)
    text = Text()
    item = fields.UUID(source="item_id", allow_null=True)
    restricted = fields.Boolean()
    effects = EffectsIn()
    undoes = fields.UUID(source="undoes_id", allow_null=True)
    undoing = fields.Choice(choices=Undoing.choices)


class UrgencyIn(In):
    """The chair decides alone what cannot wait, and reports it to the next meeting."""

    reason = Words(ask="Enter why it cannot wait for a meeting")
    consulted = Words(ask="Enter whom you consulted")


class RecordDecisionIn(In):
    in_favour = Members(required=False, help_text="By the ids of their actors.")
    against = Members(required=False)
    abstained = Members(required=False)
    decided_at = fields.Instant(
        required=False, help_text="Within the session: whoever was there then counts. Now, unless."
    )
    is_indicative = fields.Boolean(
        required=False, help_text="It binds nobody and brings about nothing; it needs no quorum."
    )
    urgency = UrgencyIn(required=False)

    example = {
        "in_favour": ["0190b5c2-7a4e-7c3d-9f21-5e8d6a1b2c3d"],
        "against": ["0190b5c2-7a4e-7c3d-9f21-5e8d6a1b2c3e"],
        "decided_at": "2026-12-03T14:20:00Z",
    }
    example_without = ("urgency",)

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        if "urgency" in given and len(given) > 1:
            sentence = "What the chair decides alone takes no vote: leave this out"
            told = serializers.ErrorDetail(sentence, code="not_with_urgency")
            raise serializers.ValidationError({name: [told] for name in given if name != "urgency"})
        return given


class ProposedOut(Out):
    plan = fields.UUID()
    title = fields.Char(max_length=300)
    summary = Words(allow_blank=True)
    priority = fields.UUID(allow_null=True)
    lead = fields.UUID(allow_null=True)
    due_on = fields.Date(allow_null=True)


class AnsweredOut(Out):
    escalation = fields.UUID()
    answer = Answer()


class ReferredOut(Out):
    escalation = fields.UUID()
    reason = Words()


class EffectsOut(Out):
    propose_actions = Effects(ProposedOut())
    resolve_escalations = Effects(AnsweredOut())
    refer_escalations = Effects(ReferredOut())
    approve_redatings = Effects(fields.UUID())
    endorse_deals = Effects(fields.UUID())


class DecisionOut(RecordedOut):
    forum = fields.UUID(source="forum_id")
    item = fields.UUID(source="item_id", allow_null=True)
    title = fields.Char(max_length=300)
    text = Text()
    restricted = fields.Boolean()
    state = fields.Choice(choices=DecisionState.choices)
    effects = EffectsOut()
    undoes = fields.UUID(source="undoes_id", allow_null=True)
    undoing = fields.Char(max_length=10, allow_blank=True)
    rule = fields.Char(max_length=10, allow_blank=True)
    consensus_minus = fields.Integer(**COUNT)
    quorum_needed = fields.Integer(**COUNT, allow_null=True)
    eligible = Members(help_text="Who was a member then, by the ids of their actors.")
    present = Members()
    excluded = Members(help_text="Of those present, whom a declared interest kept out.")
    in_favour = Members()
    against = Members()
    abstained = Members()
    is_quorate = fields.Boolean(
        allow_null=True, help_text="Null: drafted still, or decided by the chair alone."
    )
    is_indicative = fields.Boolean()
    outcome = fields.Char(max_length=7, allow_blank=True)
    reference = fields.Char(max_length=24, sample="BTB-2026-014", allow_null=True)
    year = fields.Integer(**COUNT, allow_null=True)
    number = fields.Integer(**NUMBER, allow_null=True)
    urgency = Words(allow_blank=True)
    consulted = Words(allow_blank=True)
    decided_at = fields.Instant(allow_null=True)
    recorded_at = fields.Instant(allow_null=True)
    ratified_at = fields.Instant(allow_null=True)


class DecisionEffectOut(RecordedOut):
    decision = fields.UUID(source="decision_id")
    kind = fields.Choice(choices=EffectKind.choices)
    on_type = fields.Choice(choices=("action", "escalation", "request", "deal"))
    on_id = fields.UUID()


class DecisionExplainedOut(Explanation):
    states = DecisionState.choices


class AllDecisionsExplainedOut(Out):
    results = fields.List(child=DecisionExplainedOut(), max_length=20)
