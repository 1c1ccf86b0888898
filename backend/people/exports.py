"""A list as a table to download: all rows of it, at an address that a spreadsheet can refresh.

A view of a list becomes one of a download by standing behind `Exporting`:

    class ExportActions(Exporting, ListActions):
        table = "actions"
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO, Any, ClassVar, Final, cast  # Any: rows of any model

from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse
from django.urls import URLPattern, path, register_converter
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from backend.api.base import methods
from backend.api.cursors import position_cursor
from backend.api.encoding import encode
from backend.api.filters import StrictFilterSet, UUIDFilter, query_faults
from backend.api.frame import public_url
from backend.api.paging import PARAMETERS
from backend.api.schema.operations import ApiSchema
from backend.api.tables import described
from backend.api.tables.columns import Columns, columns_of
from backend.api.tables.forms import About, CsvTable, LinesTable, Table
from backend.api.tables.workbook import WorkbookTable
from backend.audit.days import day_of
from backend.audit.models import Log
from backend.audit.snapshot import snapshot
from backend.audit.source import now
from backend.errors import InputRefused
from backend.people.authentication import PasswordSignIn, SessionSignIn
from backend.people.identity import Identity
from backend.people.readings import Reader, note_what_was_read
from backend.people.rows import PartsOf, Rows

# Read, shown and written at once: what a download holds in memory.
BATCH: Final = 500
# What a small table takes stays in memory; the rest is kept on disk until it is sent.
IN_MEMORY: Final = 1024 * 1024
METADATA: Final = "csv-metadata.json"


@dataclass(frozen=True)
class Form:
    """One form of a table; without a writer it only tells of the table."""

    media_type: str
    parameters: str = ""
    writer: Callable[[IO[bytes], Columns, About], Table] | None = None

    @property
    def content_type(self) -> str:
        return self.media_type + self.parameters


FORMS: Final = {
    "csv": Form("text/csv", "; charset=utf-8; header=present", CsvTable),
    "jsonl": Form("application/x-ndjson", writer=LinesTable),
    "xlsx": Form(
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", writer=WorkbookTable
    ),
    METADATA: Form(described.MEDIA_TYPE),
}
_HEADERS: Final = {
    "X-Request-ID": "RequestId",
    "Log-Size": "LogSize",
    "Content-Disposition": "Disposition",
    "Link": "Link",
}
_EXTENSION: Final = {
    "name": "extension",
    "in": "path",
    "required": True,
    "description": f"The form of the table; `{METADATA}` describes the columns of the CSV file.",
    "schema": {"type": "string", "enum": list(FORMS)},
}


class Extension:
    regex = "|".join(name.replace(".", r"\.") for name in FORMS)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Extension, "extension")


class Download(FileResponse):
    block_size = 64 * 1024


class ExportSchema(ApiSchema):
    """A file in one of several forms, all rows at once."""

    def get_auth(self) -> list[dict[str, Any]]:
        *bearers, session = super().get_auth()
        return [*bearers, {"password": []}, session]

    def _resolve_path_parameters(self, variables: Any) -> list[Any]:  # Any: spectacular's own
        return [_EXTENSION]

    def _get_parameters(self) -> list[dict[str, Any]]:
        paging = (*PARAMETERS, "expand")
        return [one for one in super()._get_parameters() if one.get("name") not in paging]

    def _header_parameters(self) -> list[str]:
        return []

    def _success(self) -> tuple[int, dict[str, Any]]:
        headers = {name: {"$ref": f"#/components/headers/{ref}"} for name, ref in _HEADERS.items()}
        file = {"schema": {"type": "string", "format": "binary"}}
        content = {form.media_type: file for form in FORMS.values() if form.writer is not None}
        # A line is JSON, and a table without rows is one line.
        content[FORMS["jsonl"].media_type] = {"schema": {"description": "A row in each line."}}
        content[described.MEDIA_TYPE] = {"schema": {"type": "object"}}
        return 200, {"description": self.view.summary, "headers": headers, "content": content}


class Exporting(Rows):
    """Exactly the rows that the list shows this caller, by its filters, oldest first.

    Written to a file before it is sent: the snapshot lasts as long as the reading and not as long
    as a slow client, what fails is refused instead of cut off, and its length is known.
    """

    table: ClassVar[str]
    schema = ExportSchema()
    authentication_classes = (PasswordSignIn, SessionSignIn)
    refusals = (409,)
    # A list may be asked of the past; a table shows the record as it is.
    parameters: ClassVar[tuple[Mapping[str, object], ...]] = ()

    def __init_subclass__(cls, **kwargs: object) -> None:
        super().__init_subclass__(**kwargs)
        words = cls.table.replace("-", " ")
        cls.operation_id = f"export_{cls.table.replace('-', '_')}"
        cls.summary = f"Download the {words} you may see, as a table"
        cls.description = "All of them, oldest first. The columns stand in docs/exports.md."

    @property
    def actor(self) -> Identity:
        return self._reader

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:  # Any: DRF's own
        self.form = FORMS[kwargs["extension"]]
        super().initial(request, *args, **kwargs)

    def check_permissions(self, request: Request) -> None:
        if request.successful_authenticator is not None:
            self._reader = Reader(**vars(cast("Identity", request.user)))
        super().check_permissions(request)

    def get_renderers(self) -> list[Any]:  # Any: DRF's own
        """The address says which form it is: an Accept header can only agree."""
        renderer = BaseRenderer()
        renderer.media_type = self.form.media_type
        return [renderer]

    def get(self, request: Request, **_: object) -> HttpResponse:
        rows = self._filtered()
        columns = columns_of(self.answers)
        if self.form.writer is None:
            return self._describe(columns)
        file = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - the answer closes it
        try:
            about = self._write(rows, columns, cast("IO[bytes]", file))
            note_what_was_read(self._reader)
        except BaseException:
            file.close()
            raise
        file.seek(0)
        kind = self.form.content_type
        # To Django what is sent in pieces is another kind of answer, but a server sends both.
        return cast("HttpResponse", Download(file, headers=self._headers(about), content_type=kind))

    def _filtered(self) -> QuerySet[Any, Any]:
        query = self.request.GET
        faults = query_faults(query, self.filters.base_filters if self.filters else ())
        filterset = self.filters(query, self.rows()) if self.filters and query else None
        if filterset is not None:
            faults += filterset.faults()
        if faults:
            raise InputRefused(faults)
        rows: QuerySet[Any, Any] = filterset.qs if filterset is not None else self.rows()
        return rows

    def _write(self, rows: QuerySet[Any, Any], columns: Columns, file: IO[bytes]) -> About:
        assert self.form.writer is not None
        with snapshot():
            about = self._about(self.position())
            table = self.form.writer(file, columns, about)
            try:
                count = 0
                for batch in self._batches(rows):
                    for body in self.represent(batch, ()):
                        table.add(body)
                    count += len(batch)
                table.end(count)
            finally:
                table.close()
        return about

    def _batches(self, rows: QuerySet[Any, Any]) -> Iterator[list[Any]]:
        rest = rows.order_by("id")
        while batch := list(rest[:BATCH]):
            yield batch
            if len(batch) < BATCH:
                return
            rest = rows.order_by("id").filter(id__gt=batch[-1].id)

    def _about(self, log_size: int) -> About:
        log = Log.objects.get(id=self.actor.partnership_id)
        return About(
            table=self.table,
            address=self._address(self.kwargs["extension"]),
            origin=log.origin,
            at=now(),
            log_size=log_size,
            changes_cursor=position_cursor(log.id, log_size, self.actor.audiences.fingerprint),
        )

    def _headers(self, about: About) -> dict[str, str]:
        name = f"{self.table}-{day_of(about.at)}.{self.kwargs['extension']}"
        headers = {
            "Content-Disposition": f'attachment; filename="{name}"',
            "Log-Size": str(about.log_size),
        }
        if self.form is FORMS["csv"]:
            described_by = f'rel="describedby"; type="{described.MEDIA_TYPE}"'
            headers["Link"] = f"<{self._address(METADATA)}>; {described_by}"
        return headers

    def _describe(self, columns: Columns) -> HttpResponse:
        body = described.metadata(url=self._address("csv"), table=self.table, columns=columns)
        return HttpResponse(encode(body), content_type=self.form.content_type)

    def _address(self, extension: str) -> str:
        """Of the same rows in another form."""
        place = self.request.path.removesuffix(self.kwargs["extension"]) + extension
        query = self.request.GET.urlencode(safe=",")
        return public_url(f"{place}?{query}" if query else place)


class EveryPart(PartsOf):
    """The parts of all wholes in one table; which whole they are of becomes a filter.

    Stands last among the bases, between the list and `PartsOf`: what the list adds to its rows it
    then adds to these.
    """

    def __init_subclass__(cls, **kwargs: object) -> None:
        super().__init_subclass__(**kwargs)
        name = cls.belongs_by.rpartition("__")[2].removesuffix("_id")
        whole = UUIDFilter(field_name=cls.belongs_by)
        cls.filters = type("Filters", (cls.filters or StrictFilterSet,), {name: whole})

    def position(self) -> int:
        return super(PartsOf, self).position()

    def rows(self) -> QuerySet[Any, Any]:
        return super(PartsOf, self).rows()


def exported(*views: type[Exporting]) -> list[URLPattern]:
    return [path(f"exports/{view.table}.<extension:extension>", methods(view)) for view in views]
