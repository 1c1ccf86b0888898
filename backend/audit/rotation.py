"""What a change of keys has to do in each log: all of them change keys together."""

from dataclasses import dataclass

from backend.audit.keys import Term, terms_of
from backend.audit.models import Log, SigningKey
from backend.audit.signing import Verifier, signers_for


@dataclass(frozen=True)
class Turn:
    """Where one log stands: its keys so far, and the newest that this deployment has."""

    log: Log
    terms: list[Term]
    newest: Verifier

    @property
    def lacks_newest(self) -> bool:
        return self.newest not in {one.verifier for one in self.terms}

    @property
    def unrecorded(self) -> str | None:
        """The one key of a log in which none was ever introduced or retired."""
        if SigningKey.objects.filter(log=self.log).exists():
            return None
        return next((str(one.verifier) for one in self.terms), None)

    @property
    def older(self) -> list[Verifier]:
        """Those that sign beside the newest, or still in its place."""
        signing = [one.verifier for one in self.terms if one.retired is None]
        return [one for one in signing if one != self.newest]


def turns() -> list[Turn]:
    return [
        Turn(log, terms_of(log), signers_for(log.origin)[-1].verifier)
        for log in Log.objects.order_by("origin")
    ]
