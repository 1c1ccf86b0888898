"""Which keys a log's checkpoints are verified with, and which sizes each of them signed."""

from django.db.models import Max, Min

from backend.audit.models import Checkpoint, Log
from backend.audit.signing import signer_for


def keys_of(log: Log) -> list[dict[str, object]]:
    signed = Checkpoint.objects.filter(log=log).aggregate(
        first_size=Min("size"), last_size=Max("size")
    )
    return [{"key": str(signer_for(log.origin).verifier), **signed}]
