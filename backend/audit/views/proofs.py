import re
from typing import ClassVar, Final

from django.http import HttpResponse
from rest_framework.request import Request

from backend.api.filters import query_faults
from backend.api.schema.components import Json
from backend.audit.checkpoints import current_checkpoint
from backend.audit.models import Checkpoint, Log
from backend.audit.proofs import as_add_checkpoint, as_tlog_proof
from backend.audit.publishing import prove_consistency, prove_inclusion
from backend.audit.source import now
from backend.audit.views.base import LogView, NoteSchema, PlainText, tagged_note
from backend.errors import Fault, InputRefused

# Samples of one tree, of eight leaves: what both proofs share, and its checkpoint.
UPWARDS: Final = """\
yoVOoSjtBQtBs1/8G4e46yveRh6eO1WW7Oa51ZdaCuA=
037kGJdt2VdTwcc4Yrk5j6Kiz5tP8P3+izDNlSCWFLc=

accord.example/knowsley
8
XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=

\N{EM DASH} accord.example/knowsley \
U2J8kKIrjlsBG1KAwppSPIUFVYuBHegcsG9lFcPgGf5w5ghrQQPCvssHzEqXWlBjnsXnJd21By7Pfot/T46hIMbJmgM=
"""
NUMBER: Final = "0|[1-9][0-9]{0,14}"
SCHEMA: Final = {"type": "integer", "minimum": 0, "maximum": 10**15 - 1}


def _number(name: str, description: str, *, required: bool) -> Json:
    return {
        "name": name,
        "in": "query",
        "description": description,
        "required": required,
        "schema": SCHEMA,
    }


class ProofView(LogView):
    """Proves something of `what` in the tree of a checkpoint, which the answer ends with."""

    what: ClassVar[str]
    size: ClassVar[str]
    # How far `what` may go: to the last entry, or up to the size.
    least_behind: ClassVar[int]
    refusals = (503,)
    renderer_classes = (PlainText,)  # type: ignore[assignment]  # every other answer is JSON
    schema = NoteSchema()

    def get(self, request: Request, **_: object) -> HttpResponse:
        log = self.log()
        self._refuse_malformed()
        checkpoint = self._checkpoint(log)
        number = int(request.GET[self.what])
        if number > checkpoint.size - self.least_behind:
            sentence = f"The log had {checkpoint.size} entries: {self.what} is beyond them"
            raise InputRefused([Fault("out_of_range", sentence, parameter=self.what)])
        return tagged_note(request, checkpoint.size, self.prove(log, number, checkpoint))

    def prove(self, log: Log, number: int, checkpoint: Checkpoint) -> str:
        raise NotImplementedError

    def _refuse_malformed(self) -> None:
        query, names = self.request.GET, (self.what, self.size)
        faults = query_faults(query, names)
        if self.what not in query:
            faults.append(Fault("required", f"Give {self.what}", parameter=self.what))
        for name in names:
            if query.get(name) and not re.fullmatch(NUMBER, query[name], re.ASCII):
                sentence = f"{name} must be a whole number from 0, without zeros in front"
                faults.append(Fault("format", sentence, parameter=name))
        if faults:
            raise InputRefused(faults)

    def _checkpoint(self, log: Log) -> Checkpoint:
        if self.size not in self.request.GET:
            return current_checkpoint(log, now())
        size = int(self.request.GET[self.size])
        signed = Checkpoint.objects.filter(log=log, size=size).first()
        if signed is None:
            sentence = f"No checkpoint was signed at {size}: leave {self.size} out for the newest"
            raise InputRefused([Fault("not_signed", sentence, parameter=self.size)])
        return signed


class GetInclusionProof(ProofView):
    operation_id = "get_inclusion_proof"
    summary = "Prove that an entry is in the log"
    description = "A C2SP tlog-proof: the path from the entry's hash to the root, and a checkpoint."
    sample = (
        f"c2sp.org/tlog-proof@v1\nindex 5\nvBoGQ7EuTS18d5GPROD095qDi2z57FtcKD4fTYhZnms=\n{UPWARDS}"
    )
    what, size, least_behind = "index", "size", 1
    parameters = (
        _number("index", "The index of the entry, from 0.", required=True),
        _number(
            "size", "A size that a checkpoint was signed at; as it is now, if not.", required=False
        ),
    )

    def prove(self, log: Log, number: int, checkpoint: Checkpoint) -> str:
        path = prove_inclusion(log.id, index=number, size=checkpoint.size)
        return as_tlog_proof(number, path, checkpoint.note)


class GetConsistencyProof(ProofView):
    operation_id = "get_consistency_proof"
    summary = "Prove that the log has only grown"
    description = (
        "The body with which a C2SP tlog-witness is asked to cosign a checkpoint: the old size, "
        "the proof that the tree of the checkpoint continues it, and the checkpoint."
    )
    sample = f"old 6\nDrxdNDf74tsVi58Sah0RjjCBgQMdCpSfje3t68VY72o=\n{UPWARDS}"
    what, size, least_behind = "from", "to", 0
    parameters = (
        _number("from", "The size of a tree you have seen.", required=True),
        _number(
            "to", "A size that a checkpoint was signed at; as it is now, if not.", required=False
        ),
    )

    def prove(self, log: Log, number: int, checkpoint: Checkpoint) -> str:
        proof = prove_consistency(log.id, old=number, new=checkpoint.size)
        return as_add_checkpoint(number, proof, checkpoint.note)
