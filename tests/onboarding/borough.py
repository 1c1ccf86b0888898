"""A small file of two neighbouring boroughs, to be loaded as it is or with one thing changed."""

import json
from collections.abc import Mapping, Sequence
from copy import deepcopy
from io import StringIO
from pathlib import Path
from typing import Any

import yaml
from django.core.management import call_command

Content = dict[str, Any]  # a parsed document
PACKAGED = Path(__file__).resolve().parents[2] / "backend/onboarding/data/knowsley.yaml"
ABSENT = object()


def passage(file: str) -> Content:
    return {"file": file, "section": "Streets", "lines": "4-7"}


RIVERSIDE = passage("riverside.txt")
HILLTOP = passage("hilltop.txt")

BOROUGHS: Content = {
    "meta": {"counts": {"actions": 2, "organisations": 1}},
    "sources": [
        {"id": "src-riverside", "file": "riverside.txt", "title": "Riverside plan"},
        {"id": "src-hilltop", "file": "hilltop.txt", "title": "Hilltop plan"},
    ],
    "partnerships": [
        {"id": "riverside", "title": "Riverside Together", "source": RIVERSIDE},
        {"id": "hilltop", "title": "Hilltop Together", "source": HILLTOP},
    ],
    "boards": [{"id": "place-board", "title": "Place Board", "kind": "guild", "source": RIVERSIDE}],
    "organisations": [
        {
            "id": "ferry-trust",
            "title": "Ferry Trust",
            "type": "trust",
            "source": HILLTOP,
            "more_sources": [RIVERSIDE],
        }
    ],
    "plans": [
        {
            "id": "river-plan",
            "title": "River plan",
            "partnership": "riverside",
            "starts": "2016",
            "ends": "2020-06",
            "source": RIVERSIDE,
        },
        {"id": "hill-plan", "title": "Hill plan", "partnership": "hilltop", "source": HILLTOP},
    ],
    "priorities": [
        {"id": "pri-light", "title": "Light", "plan": "river-plan", "order": 1, "source": RIVERSIDE}
    ],
    "outcomes": [
        {"id": "out-safe", "title": "Safe", "plan": "river-plan", "order": 1, "source": RIVERSIDE},
        {"id": "out-calm", "title": "Calm", "plan": "hill-plan", "order": 1, "source": HILLTOP},
    ],
    "priority_outcome_links": [
        {
            "id": "link-light-safe",
            "title": "Light makes it safe",
            "priority": "pri-light",
            "outcome": "out-safe",
            "basis": "inferred",
            "source": RIVERSIDE,
        }
    ],
    # The nested one stands first: a file need not be in the order of loading.
    "actions": [
        {
            "id": "act-lamps",
            "title": "Mend the lamps",
            "plan": "river-plan",
            "priority": "pri-light",
            "parent": "act-lighting",
            "order": 1,
            "source": RIVERSIDE,
            "colour": "amber",
        },
        {
            "id": "act-lighting",
            "title": "Light the towpath",
            "plan": "river-plan",
            "priority": "pri-light",
            "order": 1,
            "source": RIVERSIDE,
        },
    ],
    "success_measures": [
        {
            "id": "sm-lamps",
            "title": "More lamps",
            "plan": "river-plan",
            "priority": "pri-light",
            "order": 1,
            "by_year": 2020,
            "direction": "up",
            "source": RIVERSIDE,
        }
    ],
    "milestones": [
        {"id": "ms-opening", "title": "Opening", "date": "2018-09", "source": HILLTOP},
    ],
    "bridges": [{"id": "old-bridge", "title": "Old bridge", "plan": "river-plan"}],
    "remarks": ["the bridges are listed for completeness"],
}


def changed(*path: str | int, to: object) -> Content:
    """The boroughs with one member changed, added or, when it is to be ABSENT, left out."""
    content = deepcopy(BOROUGHS)
    *way, last = path
    place: Any = content
    for step in way:
        place = place[step]
    if to is ABSENT:
        del place[last]
    elif isinstance(place, list) and last == len(place):
        place.append(to)
    else:
        place[last] = to
    return content


class _Plain(yaml.SafeDumper):
    def ignore_aliases(self, data: object) -> bool:
        return True


def written(directory: Path, content: Mapping[str, object]) -> Path:
    path = directory / "plan.yaml"
    path.write_text(yaml.dump(dict(content), Dumper=_Plain, allow_unicode=True), "utf-8")
    return path


def imported(path: Path, *options: str) -> Content:
    out = StringIO()
    call_command("import_plan", str(path), "--json", *options, stdout=out)
    answer: Content = json.loads(out.getvalue())
    return answer


def totals(report: Content) -> Sequence[int]:
    """Loaded, already there, differing; over all kinds."""
    kinds = report["kinds"].values()
    return (
        sum(kind["loaded"] for kind in kinds),
        sum(kind["already_there"] for kind in kinds),
        sum(len(kind["differs"]) for kind in kinds),
    )
