from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Any, Final  # Any: what a request brings

from backend.actions import operations
from backend.actions.filters import UpdateRequestFilters
from backend.actions.models import UpdateDigest, UpdateLink, UpdateRequest
from backend.actions.operations.update_links import IssuedLink
from backend.actions.serializers import parts, reporting
from backend.actions.views.base import AddingToAction, Read
from backend.api.frame import public_url, request_id_of
from backend.audit.source import now
from backend.audit.unit import Unit, unit_of_work
from backend.people.identity import Identity
from backend.people.rows import Adding, Row, Rows, Secret

REPORT_TO: Final = "/api/v1/update-links/report"


class ListUpdateRequests(Rows, Read):
    operation_id = "list_update_requests"
    summary = "List the updates that were asked for"
    model = UpdateRequest
    answers = reporting.UpdateRequestOut
    filters = UpdateRequestFilters
    orderings = ("-opened_at", "rung")


class GetUpdateRequest(Row, Read):
    operation_id = "get_update_request"
    summary = "Read one request for an update"
    model = UpdateRequest
    answers = reporting.UpdateRequestOut


class GetUpdateDigest(Row, Read):
    operation_id = "get_update_digest"
    summary = "Read which updates one round asked of one person"
    model = UpdateDigest
    answers = reporting.UpdateDigestOut


class GetUpdateLink(Row, Read):
    operation_id = "get_update_link"
    summary = "Read whether a link to report was used, never the link itself"
    model = UpdateLink
    answers = reporting.UpdateLinkOut


class IssueUpdateLink(Secret, AddingToAction):
    operation = operations.issue_update_link
    operation_id = "issue_update_link"
    summary = "Issue a link that lets a colleague report once, without signing in"
    accepts = reporting.IssueUpdateLinkIn
    answers = reporting.UpdateLinkOut
    adds = reporting.LinkSecretOut
    address = "/api/v1/update-links"

    def present(self, result: IssuedLink) -> tuple[UpdateLink, Mapping[str, Any]]:
        return result.link, {"link": result.secret, "report_to": public_url(REPORT_TO)}


class ReportByLink(Adding):
    """The link stands in the body: addresses are kept in logs and histories."""

    operation = operations.report_by_link
    operation_id = "report_by_link"
    summary = "Report on an action with a link instead of signing in"
    description = "Once, until the link expires, in the name of whoever issued it."
    tag = "actions"
    public = True
    accepts = reporting.ReportByLinkIn
    answers = parts.UpdateOut
    address = "/api/v1/updates"
    issuer: Identity

    def given(self) -> dict[str, Any]:
        """Who it is comes out of the body, and only then is there anyone to act."""
        given = super().given()
        self.issuer = operations.issuer_of(given["link"], at=now())
        return given

    def open_unit(self) -> AbstractContextManager[Unit]:
        return unit_of_work(
            by=self.issuer, at=now(), request_id=request_id_of(self.request._request)
        )
