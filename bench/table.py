"""What was measured, a line for each promise."""

from collections.abc import Sequence
from dataclasses import dataclass, field

HEADINGS = ("what", "floor", "ours", "ratio", "bar", "met")


@dataclass(frozen=True)
class Line:
    what: str
    floor: str
    ours: str
    ratio: str = ""
    bar: str = ""
    # None where there is no bar: said beside, to be judged with the rest.
    met: bool | None = None
    # What exactly was compared.
    notes: Sequence[str] = field(default=())

    def cells(self) -> tuple[str, ...]:
        met = "" if self.met is None else "yes" if self.met else "NO"
        return (self.what, self.floor, self.ours, self.ratio, self.bar, met)


def aligned(lines: Sequence[Line]) -> str:
    rows = [HEADINGS, *(line.cells() for line in lines)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(HEADINGS))]
    drawn = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    drawn.insert(1, "  ".join("-" * width for width in widths))
    notes = [f"- {line.what}: {note}" for line in lines for note in line.notes]
    return "\n".join([*drawn, "", *notes])
