"""Keys of a street's log, changed as an operator changes them."""

from backend.audit.models import Log, SigningKey
from backend.audit.operations import introduce_signing_key, retire_signing_key
from backend.audit.seeds import make_key
from backend.audit.signing import Verifier, signers_for
from backend.audit.source import Source
from tests.audit.ledger.history import unit_from


def old_key(log: Log) -> Verifier:
    return signers_for(log.origin)[0].verifier


def introduce(source: Source, log: Log) -> SigningKey:
    """A key made for it, the second of the log."""
    before = old_key(log)
    make_key()
    new = signers_for(log.origin)[-1].verifier
    with unit_from(source) as unit:
        return introduce_signing_key(unit, log=log, key=str(new), before=str(before))


def retire(source: Source, log: Log, verifier: Verifier) -> SigningKey:
    with unit_from(source) as unit:
        return retire_signing_key(unit, row=SigningKey.objects.get(log=log, key=str(verifier)))
