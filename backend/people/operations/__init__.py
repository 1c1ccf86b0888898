from backend.people.operations.access import record_access, record_readings
from backend.people.operations.answers import (
    claim_key,
    forget_answers,
    keep_answer,
    kept_answer,
    purge_answers,
)
from backend.people.operations.appointments import appoint, end_appointment, grant_of
from backend.people.operations.clients import (
    note_client_use,
    register_client,
    register_tool,
    revoke_client,
    rotate_client_secret,
)
from backend.people.operations.consents import (
    issue_access_token,
    issue_authorization_code,
    issue_refresh_token,
    spend_authorization_code,
    withdraw_consent,
)
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
    "claim_key",
    "end_appointment",
    "enrol_actor",
    "erase_person",
    "forget_answers",
    "found_partnership",
    "grant_of",
    "issue_access_token",
    "issue_authorization_code",
    "issue_refresh_token",
    "issue_stream_ticket",
    "issue_token",
    "keep_answer",
    "kept_answer",
    "merge_organisation",
    "note_client_use",
    "note_token_use",
    "purge_answers",
    "reconcile_grants",
    "record_access",
    "record_readings",
    "register_client",
    "register_tool",
    "rename_organisation",
    "revoke_client",
    "revoke_token",
    "rotate_client_secret",
    "sign_in",
    "sign_out",
    "spend_authorization_code",
    "split_organisation",
    "use_stream_ticket",
    "withdraw_consent",
]
