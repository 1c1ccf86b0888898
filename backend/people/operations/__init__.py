from backend.people.operations.access import record_access, record_readings
from backend.people.operations.appointments import appoint, end_appointment, grant_of
from backend.people.operations.credentials import (
    issue_stream_ticket,
    issue_token,
    note_token_use,
    revoke_token,
    use_stream_ticket,
)
from backend.people.operations.erasure import erase_person
from backend.people.operations.grants import reconcile_grants
from backend.people.operations.organisations import add_organisation
from backend.people.operations.partnerships import found_partnership
from backend.people.operations.people import add_person, add_profile, enrol_actor
from backend.people.operations.sessions import sign_in, sign_out
from backend.people.operations.succession import (
    merge_organisation,
    rename_organisation,
    split_organisation,
)

__all__ = [
    "add_organisation",
    "add_person",
    "add_profile",
    "appoint",
    "end_appointment",
    "enrol_actor",
    "erase_person",
    "found_partnership",
    "grant_of",
    "issue_stream_ticket",
    "issue_token",
    "merge_organisation",
    "note_token_use",
    "reconcile_grants",
    "record_access",
    "record_readings",
    "rename_organisation",
    "revoke_token",
    "sign_in",
    "sign_out",
    "split_organisation",
    "use_stream_ticket",
]
