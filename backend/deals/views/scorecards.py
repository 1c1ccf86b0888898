from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpResponse
from rest_framework.request import Request

from backend.api.base import ApiView
from backend.api.encoding import JsonAnswer
from backend.api.filters import query_faults
from backend.audit.days import today
from backend.deals.filters import ScorecardFilters
from backend.deals.models import Commitment
from backend.deals.scorecards import counting, scorecard_of
from backend.deals.serializers.scorecards import ScorecardOut
from backend.errors import InputRefused
from backend.people.models import Organisation
from backend.people.rows import one_seen
from backend.people.scopes import Scope


class GetScorecard(ApiView):
    operation_id = "get_scorecard"
    summary = "Read what an organisation promised in deals and what became of it"
    description = "The same for every reader. Nothing is shown of fewer than five commitments."
    tag = "deals"
    scope = Scope.DEALS_READ
    answers = ScorecardOut
    parameters: ClassVar[tuple[dict[str, object], ...]] = tuple(
        {"name": name, "in": "query", "schema": one.schema(), "description": one.label}
        for name, one in ScorecardFilters.base_filters.items()
    )

    def get(self, request: Request, **_: object) -> HttpResponse:
        organisation: Organisation = one_seen(Organisation, self.actor, self.kwargs["id"])
        rows = self._within(counting(organisation))
        return JsonAnswer(
            ScorecardOut().to_representation(scorecard_of(organisation, rows, today()))
        )

    def _within(self, rows: QuerySet[Commitment]) -> Any:  # Any: django-filter has no types
        query = self.request.GET
        filterset = ScorecardFilters(query, rows)
        faults = query_faults(query, ScorecardFilters.base_filters) + filterset.faults()
        if faults:
            raise InputRefused(faults)
        return filterset.qs
