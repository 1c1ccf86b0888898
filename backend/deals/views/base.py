from typing import ClassVar

from backend.api.base import ApiView
from backend.audit.edge import Write
from backend.deals.models import ActionLink, Deal, DealContribution, Party, PrincipleLink
from backend.deals.policy import MAY, require_on_deal
from backend.deals.serializers.deals import DealOut
from backend.people.rows import Adding, PartsOf, one_seen
from backend.people.scopes import Scope


class Read(ApiView):
    tag = "deals"
    scope = Scope.DEALS_READ


class OfDeal(PartsOf, Read):
    whole = Deal
    belongs_by = "deal_id"


def found_deal(view: ApiView) -> Deal:
    """Raises NotVisible."""
    found: Deal = one_seen(Deal, view.actor, view.kwargs["id"])
    return found


class OnDeal(Write):
    """An operation on the deal of the address: 404, then 403 by the app's role table."""

    tag = "deals"
    scope = Scope.DEALS_WRITE
    answers = DealOut
    requires_if_match = True
    rehearses = True

    def __init_subclass__(cls, **kwargs: object) -> None:
        super().__init_subclass__(**kwargs)
        assert not cls.operation_id or cls.operation_id in MAY

    def find(self) -> Deal:
        return found_deal(self)

    def permit(self, subject: Deal) -> None:
        require_on_deal(self.actor, self.operation_id, subject)


class AddingToDeal(Adding):
    """Something new on the deal of the address; the deal itself does not change."""

    tag = "deals"
    scope = Scope.DEALS_WRITE

    def find(self) -> Deal:
        return found_deal(self)

    def permit(self, subject: Deal) -> None:
        require_on_deal(self.actor, self.operation_id, subject)


class OnPart(Write):
    """An operation on something of a deal: the deal's role table decides."""

    tag = "deals"
    scope = Scope.DEALS_WRITE
    requires_if_match = True
    model: ClassVar[type[Party | PrincipleLink | ActionLink | DealContribution]]

    def find(self) -> Party | PrincipleLink | ActionLink | DealContribution:
        found: Party | PrincipleLink | ActionLink | DealContribution = one_seen(
            self.model, self.actor, self.kwargs["id"], "deal"
        )
        return found

    def permit(self, subject: Party | PrincipleLink | ActionLink | DealContribution) -> None:
        require_on_deal(self.actor, self.operation_id, subject.deal)
