"""What the guards of a deal ask beside its row: read when first asked, once."""

from dataclasses import dataclass
from functools import cached_property

from backend.deals.models import Commitment, CommitmentState, Deal, Party


@dataclass(frozen=True)
class Facts:
    deal: Deal

    @cached_property
    def seats(self) -> list[Party]:
        """Its present parties, with their organisations."""
        rows = Party.objects.filter(deal=self.deal, ended_at=None).select_related("organisation")
        return list(rows.order_by("id"))

    @cached_property
    def promised(self) -> list[Commitment]:
        """What the terms hold: kept or not, as long as it was neither withdrawn nor released."""
        rows = Commitment.objects.standing().filter(deal=self.deal).select_related("party")
        promised = list(rows.exclude(state=CommitmentState.RELEASED).order_by("id"))
        for one in promised:
            # The row that is locked, not another copy of it.
            one.deal = self.deal
        return promised

    @cached_property
    def commitments(self) -> list[Commitment]:
        """Whatever is still to be kept."""
        return [one for one in self.promised if not one.is_settled]

    def seats_of(self, organisations: frozenset[object]) -> list[Party]:
        return [seat for seat in self.seats if seat.organisation_id in organisations]
