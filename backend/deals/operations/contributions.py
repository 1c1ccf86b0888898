from datetime import date
from uuid import UUID

from backend.actions.operations.opening import future_faults
from backend.audit.unit import Unit
from backend.deals.models import AMONG_THE_PARTIES, Channel, DealContribution
from backend.deals.operations.begin import begun
from backend.deals.operations.opening import refuse_unless
from backend.errors import Fault, InputRefused


def contribute_to_deal(
    unit: Unit,
    *,
    deal_id: UUID,
    text: str,
    channel: str = Channel.ACCORD,
    voice: str = "",
    received_on: date | None = None,
) -> DealContribution:
    """One's own, here; or that of someone without an account, by whoever heard it and how."""
    start = begun(unit, operation="contribute_to_deal", deal_id=deal_id)
    received_on = received_on or unit.on
    faults = [*_faults(channel, voice)]
    faults += future_faults(day=received_on, today=unit.on, pointer="#/received_on")
    if faults:
        raise InputRefused(faults)
    refuse_unless(start.deal, AMONG_THE_PARTIES, "contribute to it")
    contribution = DealContribution(
        partnership_id=start.deal.partnership_id,
        # Said among the parties, and kept there when the deal is shown to all.
        audience=f"deal:{start.deal.id}",
        deal=start.deal,
        channel=channel,
        text=text,
        voice=voice,
        recorded_by_id=unit.by.id,
        received_on=received_on,
    )
    return unit.record("deal.contribution_made", contribution, org=start.standing.org)


def _faults(channel: str, voice: str) -> list[Fault]:
    if channel == Channel.ACCORD and voice:
        sentence = "Say by which channel this person was heard; in Accord people speak themselves."
        return [Fault("required", sentence, "#/channel")]
    if channel != Channel.ACCORD and not voice:
        sentence = "Say whose voice it is by their part in the place, without their name."
        return [Fault("required", sentence, "#/voice")]
    return []
