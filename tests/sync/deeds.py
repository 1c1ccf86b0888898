"""Every operation of the app as a request that succeeds."""

from typing import Final

from backend.sync import operations
from backend.sync.models import FieldConflict, StatusMapping
from tests.actions.questions import Body, Deed
from tests.actions.subjects import nothing
from tests.borough import Borough
from tests.sync.sending import ADDRESS, TRACKER, YOUTH, contested, named, tracker, whole

ON_SOURCE: Final = f"/sources/{TRACKER}"


def _new_source(borough: Borough) -> Body:
    return {
        "slug": "livv-works",
        "name": "LIVV works orders",
        "organisation": str(borough.housing.id),
        "system": str(borough.profiles["Mirror"].id),
        "ordered_by": "sequence",
        "authority": [{"field": "title", "held_by": "source"}],
    }


def _the_source(_borough: Borough) -> object:
    return tracker()


def mapped(borough: Borough, word: str = "Live") -> StatusMapping:
    return StatusMapping.objects.get(source__slug=TRACKER, word=word)


def _contested(borough: Borough) -> FieldConflict:
    contested(borough)
    return FieldConflict.objects.latest("raised_at")


DEEDS: Final = {
    one.operation: one
    for one in (
        Deed("add_source", "/sources", "Ada", nothing, _new_source, if_match=False),
        Deed(
            "revise_source",
            ON_SOURCE,
            "Ada",
            _the_source,
            lambda _: {
                "name": "Tracker of the council",
                "authority": [{"field": "due_on", "held_by": "accord"}],
            },
            method="patch",
        ),
        Deed(
            "end_source",
            f"{ON_SOURCE}/end",
            "Ada",
            _the_source,
            lambda _: {"reason": "The council has another system."},
        ),
        Deed(
            "map_status",
            f"{ON_SOURCE}/status-mappings",
            "Ada",
            _the_source,
            lambda _: {"word": "On hold", "means": "at_risk"},
            if_match=False,
        ),
        Deed("unmap_status", "/status-mappings/{id}/unmap", "Ada", mapped, nothing),
        Deed("sync_action", ADDRESS, "Tracker", nothing, whole, method="put", if_match=False),
        Deed(
            "sync_actions",
            f"{ON_SOURCE}/actions",
            "Tracker",
            nothing,
            lambda borough: {"mode": "each", "items": [named(YOUTH, whole(borough))]},
            if_match=False,
        ),
        Deed(
            "resolve_conflict",
            "/conflicts/{id}/resolve",
            "Priya",
            _contested,
            lambda _: {"resolution": "take_source", "note": "The council's title is clearer."},
        ),
    )
}


def ended(borough: Borough) -> None:
    source = tracker()
    borough.act(
        "Ada",
        operations.end_source,
        source_id=source.id,
        version=source.version,
        reason="The council has another system.",
    )
