from collections.abc import Mapping
from datetime import date
from typing import Final

from backend.actions.confidence import RULES
from backend.actions.models import LIVE, Confidence
from backend.api import fields
from backend.api.serializers import Out

_DAY: Final[fields.Schema] = {"type": "string", "format": "date"}
_DAY_OR_NONE: Final[fields.Schema] = {"type": ["string", "null"], "format": "date"}


class RuleInputs(fields.Strict):
    """The facts that one rule looked at, by name; each rule looks at others."""

    def to_representation(self, value: Mapping[str, object]) -> dict[str, object]:
        return {
            name: one.isoformat() if isinstance(one, date) else one for name, one in value.items()
        }

    def schema(self) -> fields.Schema:
        return {
            "type": "object",
            "description": "Exactly the facts the rule looked at.",
            "properties": {
                "on": _DAY,
                "state": {"type": "string", "enum": [str(state) for state in LIVE]},
                "due_on": _DAY_OR_NONE,
                "milestone_due_on": _DAY_OR_NONE,
                "started_on": _DAY_OR_NONE,
                "reported_on": _DAY_OR_NONE,
                "update_every_days": {"type": ["integer", "null"], "minimum": 1},
                "open_escalations": {"type": "integer", "minimum": 0},
                "threatened": {"type": "boolean"},
            },
            "additionalProperties": False,
        }


class RagRuleOut(Out):
    """The rule that fired; what each of them says stands in docs/confidence.md."""

    number = fields.Integer(min_value=1, max_value=len(RULES))
    code = fields.Choice(choices=[rule.code for rule in RULES])
    version = fields.Integer(min_value=1, max_value=32767)
    inputs = RuleInputs()

    example = {
        "number": 5,
        "code": "milestone_late",
        "version": 1,
        "inputs": {"on": "2026-11-20", "milestone_due_on": "2026-11-06"},
    }


class RatedOut(Out):
    """For rows that `ratings.rate` was given."""

    rag = fields.Choice(choices=Confidence.choices, source="rating.rag", allow_null=True)
    rag_rule = RagRuleOut(source="rating.computed", allow_null=True)
    declared_rag = fields.Choice(
        choices=Confidence.choices, source="rating.declared", allow_null=True
    )
    declared_at = fields.Instant(source="rating.declared_at", allow_null=True)
    rag_divergence = fields.Boolean(source="rating.is_divergent")

    example = {"rag": "amber", "rag_rule": RagRuleOut.example, "declared_rag": "green"}
