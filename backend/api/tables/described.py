"""What stands beside a CSV file to say what is in it: CSV on the Web (W3C), Metadata Vocabulary."""

from typing import Any, Final  # Any: JSON

from backend.api.tables.columns import SEPARATOR, Column, Columns

MEDIA_TYPE: Final = "application/csvm+json"
_DIALECT: Final = {
    "encoding": "utf-8",
    "delimiter": ",",
    "quoteChar": '"',
    "doubleQuote": True,
    "header": True,
    "lineTerminators": ["\r\n"],
}
_MARKED: Final = (
    "A text that a spreadsheet would take for a formula begins with one more apostrophe."
)


def metadata(*, url: str, table: str, columns: Columns) -> dict[str, Any]:
    """`url` is where the file itself is."""
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": url,
        "dc:title": table,
        "dc:description": _MARKED,
        "dialect": _DIALECT,
        "tableSchema": {"columns": [_described(one) for one in columns], "primaryKey": "id"},
    }


def _described(column: Column) -> dict[str, Any]:
    said: dict[str, Any] = {
        "name": column.name,
        "titles": column.name,
        "datatype": column.kind.value,
        "required": column.required,
    }
    if column.is_list:
        said["separator"] = SEPARATOR
    if column.description:
        said["dc:description"] = column.description
    return said
