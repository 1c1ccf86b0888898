import stat
from base64 import b64decode, b64encode
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.db import connections
from pytest_django import Settings

from backend.audit.checkpoints import current_checkpoint
from backend.audit.models import Checkpoint, Log
from backend.audit.seeds import KeptElsewhere, make_key
from backend.audit.signing import NotSigned, Verifier, sign, signer_for, signers_for
from backend.audit.source import SeededSource, SystemSource
from tests.audit.ledger.history import busy_street, raise_lamp
from tests.audit.ledger.models import Street

# The example every implementation of signed notes is held against.
KNOWN_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
KNOWN_TEXT = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
KNOWN_NOTE = (
    f"{KNOWN_TEXT}\n\N{EM DASH} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1F"
    "FYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)


@pytest.fixture(autouse=True)
def state_dir(settings: Settings, tmp_path: Path) -> Path:
    settings.STATE_DIR = tmp_path
    settings.LOG_SIGNING_KEY = []
    return tmp_path


def test_it_reads_a_known_note() -> None:
    assert Verifier.from_text(KNOWN_KEY).text_of(KNOWN_NOTE) == KNOWN_TEXT


@pytest.mark.parametrize("note", [KNOWN_NOTE.replace("answer", "Answer"), KNOWN_TEXT, "", "\n\n"])
def test_it_refuses_a_note_it_did_not_sign(note: str) -> None:
    with pytest.raises(NotSigned):
        Verifier.from_text(KNOWN_KEY).text_of(note)


def cosignature(name: str, note: str) -> str:
    """C2SP tlog-cosignature: signature type 0x04, over a time and the text; 72 bytes in all."""
    key = Ed25519PrivateKey.from_private_bytes(bytes(32))
    text = note.partition("\n\n")[0] + "\n"
    at = 1_679_315_147
    made = at.to_bytes(8) + key.sign(f"cosignature/v1\ntime {at}\n{text}".encode())
    content = name.encode() + b"\n\x04" + key.public_key().public_bytes_raw()
    line = b64encode(sha256(content).digest()[:4] + made).decode()
    return f"\N{EM DASH} {name} {line}\n"


@pytest.mark.parametrize("name", ["witness.example/w1", "PeterNeumann"])
def test_it_passes_over_the_cosignature_of_a_witness(name: str) -> None:
    """Before its own line and behind it, and also under a name it knows."""
    text, gap, own = KNOWN_NOTE.rpartition("\n\n")
    line = cosignature(name, KNOWN_NOTE)

    verifier = Verifier.from_text(KNOWN_KEY)
    assert verifier.text_of(KNOWN_NOTE + line) == KNOWN_TEXT
    assert verifier.text_of(f"{text}{gap}{line}{own}") == KNOWN_TEXT


@pytest.mark.parametrize(
    "line",
    [
        "\N{EM DASH} PeterNeumann x08go///",
        "\N{EM DASH} PeterNeumann not base64",
        "\N{EM DASH} PeterNeumann",
        "\N{EM DASH} stranger +/",
        "\N{EM DASH}",
        "- PeterNeumann x08go/ZJ",
        "a line of some later kind \x0b \u2028",
        "",
    ],
)
def test_it_passes_over_a_line_it_cannot_read(line: str) -> None:
    text, gap, own = KNOWN_NOTE.rpartition("\n\n")

    verifier = Verifier.from_text(KNOWN_KEY)
    assert verifier.text_of(f"{text}{gap}{own}{line}\n".rstrip("\n") + "\n") == KNOWN_TEXT
    with pytest.raises(NotSigned):
        verifier.text_of(f"{text}{gap}{line}\n")


def test_it_signs_with_each_key_in_order(state_dir: Path) -> None:
    first = signer_for("accord.example")
    make_key()
    make_key()

    signers = signers_for("accord.example")
    note = sign("text\n", signers)
    lines = note.splitlines()[2:]

    assert signers[0].verifier == first.verifier
    assert {one.verifier.text_of(note) for one in signers} == {"text\n"}
    assert [b64decode(one.split(" ")[2])[:4] for one in lines] == [
        one.verifier.hash for one in signers
    ]


def test_it_counts_its_key_files_on(state_dir: Path) -> None:
    signer_for("accord.example")
    made = [make_key().name for _ in range(10)]

    before = [str(one.verifier) for one in signers_for("accord.example")]
    (state_dir / "log-signing.key").unlink()

    assert made[0] == "log-signing-2.key"
    assert made[9] == "log-signing-11.key"
    assert [str(one.verifier) for one in signers_for("accord.example")] == before[1:]
    assert {stat.S_IMODE(one.stat().st_mode) for one in state_dir.iterdir()} == {0o600}


def test_it_makes_no_key_beside_those_kept_elsewhere(settings: Settings, state_dir: Path) -> None:
    settings.LOG_SIGNING_KEY = [b64encode(bytes(32)).decode()]

    with pytest.raises(KeptElsewhere):
        make_key()
    assert list(state_dir.iterdir()) == []


def test_it_refuses_a_signature_under_another_name() -> None:
    note = signer_for("accord.example/one").sign("text\n")

    with pytest.raises(NotSigned):
        signer_for("accord.example/two").verifier.text_of(note)


def test_it_reads_its_own_verifier_key() -> None:
    verifier = signer_for("accord.example/one").verifier

    assert Verifier.from_text(str(verifier)) == verifier
    with pytest.raises(ValueError, match="its own hash"):
        Verifier.from_text(str(verifier).replace("/one", "/two"))


def test_it_keeps_its_key_to_itself(state_dir: Path) -> None:
    first = signer_for("accord.example").verifier

    files = list(state_dir.iterdir())
    assert [stat.S_IMODE(one.stat().st_mode) for one in files] == [0o600]
    assert signer_for("accord.example").verifier == first


def test_it_makes_one_key_however_many_ask() -> None:
    with ThreadPoolExecutor(8) as threads:
        made = set(threads.map(lambda _: signer_for("accord.example").verifier, range(32)))

    assert len(made) == 1


def test_it_prefers_the_configured_key(settings: Settings, state_dir: Path) -> None:
    settings.LOG_SIGNING_KEY = [b64encode(bytes(32)).decode()]

    assert signer_for("accord.example").verifier.key.hex().startswith("3b6a27bcceb6a42d")
    assert list(state_dir.iterdir()) == []


def test_it_signs_a_checkpoint_anyone_can_verify(history: Street, source: SeededSource) -> None:
    log = Log.objects.get(id=history.pk)

    note = current_checkpoint(log, source.now()).note

    body, _, signature = note.rpartition("\n\n")
    origin, size, root = body.split("\n")
    dash, name, encoded = signature.removesuffix("\n").split(" ")
    assert (origin, size, len(b64decode(root))) == (log.origin, "7", 32)
    assert (dash, name) == ("—", log.origin)
    key = Ed25519PublicKey.from_public_bytes(signer_for(log.origin).verifier.key)
    key.verify(b64decode(encoded)[4:], f"{body}\n".encode())


def test_it_signs_again_only_when_the_log_has_grown(street: Street, source: SeededSource) -> None:
    log = Log.objects.get(id=street.pk)
    first = current_checkpoint(log, source.now())
    again = current_checkpoint(log, source.now())

    raise_lamp(source, street)

    assert again.at == first.at
    assert current_checkpoint(log, source.now()).size == 2
    assert Checkpoint.objects.count() == 2


def note_of(log: Log) -> str:
    note = current_checkpoint(log, SystemSource().now()).note
    connections.close_all()
    return note


@pytest.mark.django_db(transaction=True)
def test_it_signs_once_however_many_ask() -> None:
    log = Log.objects.get(id=busy_street(SystemSource()).pk)

    with ThreadPoolExecutor(8) as threads:
        notes = set(threads.map(note_of, [log] * 16))

    assert len(notes) == Checkpoint.objects.count() == 1
