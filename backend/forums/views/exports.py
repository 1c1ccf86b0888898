"""The tables that forums, what they decide and what reaches them are downloaded as."""

from typing import Final

from backend.forums.views import (
    agenda,
    assurances,
    attendance,
    decisions,
    escalations,
    forums,
    interests,
    meetings,
    minutes,
    seats,
)
from backend.people.exports import EveryPart, Exporting


class ExportForums(Exporting, forums.ListForums):
    table = "forums"


class ExportSeats(Exporting, seats.ListForumSeats, EveryPart):
    table = "seats"


class ExportMeetings(Exporting, meetings.ListMeetings):
    table = "meetings"


class ExportAgendaItems(Exporting, agenda.ListAgendaItems, EveryPart):
    table = "agenda-items"


class ExportAgendaVersions(Exporting, agenda.ListAgendaVersions, EveryPart):
    table = "agenda-versions"


class ExportAttendances(Exporting, attendance.ListAttendances, EveryPart):
    table = "attendances"


class ExportInterests(Exporting, interests.ListInterests, EveryPart):
    table = "interests"


class ExportMinutes(Exporting, minutes.ListMinutes, EveryPart):
    table = "minutes"


class ExportMinutesCorrections(Exporting, minutes.ListMinutesCorrections, EveryPart):
    table = "minutes-corrections"


class ExportDecisions(Exporting, decisions.ListDecisions):
    table = "decisions"


class ExportDecisionEffects(Exporting, decisions.ListDecisionEffects, EveryPart):
    table = "decision-effects"


class ExportEscalations(Exporting, escalations.ListEscalations):
    table = "escalations"


class ExportHops(Exporting, escalations.ListEscalationHops, EveryPart):
    table = "hops"


class ExportAssurances(Exporting, assurances.ListAssurances):
    table = "assurances"


TABLES: Final[tuple[type[Exporting], ...]] = (
    ExportForums,
    ExportSeats,
    ExportMeetings,
    ExportAgendaItems,
    ExportAgendaVersions,
    ExportAttendances,
    ExportInterests,
    ExportMinutes,
    ExportMinutesCorrections,
    ExportDecisions,
    ExportDecisionEffects,
    ExportEscalations,
    ExportHops,
    ExportAssurances,
)
