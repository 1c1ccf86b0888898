"""Keys, notes and checkpoints as C2SP has them, strictly."""

from base64 import b64decode, b64encode

import pytest

from accord_verify.checkpoints import NotSigned, read_checkpoint, signers
from accord_verify.notes import COSIGNATURE, ED25519, Malformed, read_key, read_note, signed_by
from tests.verifier.writer import Signer, checkpoint_text, leaf_hash

# The example of C2SP signed-note.
KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
NOTE = (
    "This is an example message.\n\n— example.com/foo "
    "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)


def test_it_verifies_the_example_of_the_specification() -> None:
    note = read_note(NOTE.encode())

    assert signed_by(note, read_key(KEY, ED25519)) is True


def test_it_notices_another_text_under_the_example() -> None:
    note = read_note(NOTE.replace("example message", "altered message").encode())

    assert signed_by(note, read_key(KEY, ED25519)) is False


@pytest.mark.parametrize(
    "key",
    [
        "",
        "example.com/foo",
        KEY.replace("example.com", "example.org"),
        KEY.replace("530d903a", "530d903b"),
        KEY.replace("530d903a", "530D903A"),
        KEY[:-1] + "l",
        KEY + "=",
        KEY.replace("/foo", " foo"),
        Signer("example.com/w", kind=COSIGNATURE).vkey,
        "a+00000000+AQ==",
    ],
)
def test_it_refuses_what_is_no_key_of_a_log(key: str) -> None:
    with pytest.raises(Malformed):
        read_key(key, ED25519)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"text\n",
        NOTE[:-1].encode(),
        (NOTE + "\n").encode(),
        NOTE.replace("\n\n", "\n").encode(),
        NOTE.replace("— ", "- ").encode(),
        NOTE.replace("aQM=", "aQN=").encode(),
        NOTE.replace("aQM=", "aQM").encode(),
        NOTE.replace("example message", "example\tmessage").encode(),
        NOTE.replace("\n", "\r\n").encode(),
        NOTE.encode() + b"\xff",
        (NOTE + NOTE.splitlines(keepends=True)[-1] * 64).encode(),
        b"a\n\n" + "— foo AAAA\n".encode(),
        NOTE.encode() + b" " * 1_000_000,
    ],
)
def test_it_refuses_what_is_no_note(content: bytes) -> None:
    with pytest.raises(Malformed):
        read_note(content)


LOG = Signer("accord.test/log")
TEXT = checkpoint_text(LOG.name, [leaf_hash(b"one")])


def signed(text: str, *signers: Signer) -> bytes:
    return (text + "\n" + "".join(one.line(text) for one in signers or (LOG,))).encode()


def test_it_reads_a_checkpoint() -> None:
    checkpoint = read_checkpoint(signed(TEXT))

    assert (checkpoint.origin, checkpoint.size) == ("accord.test/log", 1)
    assert checkpoint.root == leaf_hash(b"one")


ROOT = TEXT.split("\n")[2]


@pytest.mark.parametrize(
    "text",
    [
        TEXT + "an extension\n",
        "\n" + TEXT,
        TEXT.replace("\n1\n", "\n01\n"),
        TEXT.replace("\n1\n", "\n-1\n"),
        TEXT.replace("\n1\n", "\n1 \n"),
        TEXT.replace("\n1\n", "\n\n"),
        TEXT.replace("\n1\n", "\n\u0661\n"),
        TEXT.replace("\n1\n", "\n0\n"),
        TEXT.replace(ROOT, ROOT[:-4]),
        TEXT.replace(ROOT, ROOT[:-2] + chr(ord(ROOT[-2]) + 1) + "="),
        TEXT.replace(ROOT, b64encode(b64decode(ROOT)[:31]).decode()),
        "accord.test/log\n1\n",
    ],
)
def test_it_refuses_what_is_no_checkpoint(text: str) -> None:
    with pytest.raises(Malformed):
        read_checkpoint(signed(text))


def test_it_says_which_of_two_keys_signed() -> None:
    newer = Signer(LOG.name, seed=b"n" * 32)
    keys = [read_key(one.vkey, ED25519) for one in (LOG, newer)]

    assert signers(read_checkpoint(signed(TEXT, LOG, newer)), keys) == keys
    assert signers(read_checkpoint(signed(TEXT, newer)), keys) == keys[1:]


def test_it_ignores_who_it_does_not_know() -> None:
    stranger = Signer("example.org/stranger")
    key = read_key(LOG.vkey, ED25519)

    assert signers(read_checkpoint(signed(TEXT, stranger, LOG)), [key]) == [key]


def test_it_refuses_a_signature_that_fails_though_another_holds() -> None:
    newer = Signer(LOG.name, seed=b"n" * 32)
    note = (signed(TEXT).decode() + newer.line("something else")).encode()
    keys = [read_key(one.vkey, ED25519) for one in (LOG, newer)]

    with pytest.raises(NotSigned, match="does not verify"):
        signers(read_checkpoint(note), keys)


def test_it_says_whose_key_was_given_and_whose_signature_is_there() -> None:
    other = Signer(LOG.name, seed=b"n" * 32)

    with pytest.raises(NotSigned) as refusal:
        signers(read_checkpoint(signed(TEXT)), [read_key(other.vkey, ED25519)])

    assert refusal.value.code == "key_wrong"
    assert LOG.short in str(refusal.value)
    assert other.short in str(refusal.value)


def test_it_refuses_the_key_of_another_log() -> None:
    other = Signer("accord.test/other")

    with pytest.raises(NotSigned) as refusal:
        signers(read_checkpoint(signed(TEXT, other)), [read_key(other.vkey, ED25519)])

    assert refusal.value.code == "origin_differs"
