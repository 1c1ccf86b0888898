import json
from base64 import b64encode
from hashlib import sha256
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from backend.audit import canonical
from backend.audit.checkpoints import root_of, size_of
from backend.audit.fold import fold
from backend.audit.models import Entry
from backend.forums.models import BoardPack, PackContent
from tests.actions.questions import Asked, Deed, Written, read
from tests.borough import Borough, action_at_risk, proposed_action
from tests.forums.rungs import raised_to_the_board

FREEZE = Deed(
    "freeze_pack",
    "/forums/{id}/packs",
    "Sara",
    lambda borough: borough.board,
    lambda _: {"title": "Strategic Board, December 2026"},
)


def content_of(borough: Borough, pack_id: str, who: str = "Pat") -> Any:
    return borough.as_(who).get(f"/packs/{pack_id}/content")


def frozen(borough: Borough) -> Asked:
    return FREEZE.ask(borough)


def test_it_freezes_the_plan_and_is_recorded(borough: Borough) -> None:
    size = size_of(borough.partnership.id)

    asked = frozen(borough)

    assert asked.status == 201
    assert asked.body == read(borough, "Pat", f"/packs/{asked.body['id']}")
    assert asked.body["log_size"] == size
    assert asked.body["log_root"] == root_of(borough.partnership.id, size).hex()
    assert asked.written == (Written("board_pack.frozen", 1, "Sara"),)
    packs = read(borough, "Pat", f"/forums/{borough.board.id}/packs")["results"]
    assert [one["id"] for one in packs] == [asked.body["id"]]


def test_its_content_has_the_digest_it_was_given(borough: Borough) -> None:
    action_at_risk(borough)
    asked = frozen(borough)

    content = content_of(borough, asked.body["id"])

    assert sha256(content.content).hexdigest() == asked.body["digest"]
    assert len(content.content) == asked.body["length"]
    digest = b64encode(sha256(content.content).digest()).decode()
    assert content.headers["Content-Digest"] == f"sha-256=:{digest}:"
    assert canonical.encode(content.json()) == content.content


def test_it_is_the_same_bytes_whatever_comes_after(borough: Borough) -> None:
    action = action_at_risk(borough)
    asked = frozen(borough)
    before = content_of(borough, asked.body["id"]).content
    proposed_action(borough)
    raised_to_the_board(borough, action_id=action.id)

    after = content_of(borough, asked.body["id"])

    assert after.content == before
    known = borough.as_("Pat").get(
        f"/packs/{asked.body['id']}/content", if_none_match=after.headers["ETag"]
    )
    assert (known.status_code, known.content) == (304, b"")


def test_it_lists_each_thing_as_it_stands(borough: Borough) -> None:
    action = action_at_risk(borough)

    pack = content_of(borough, frozen(borough).body["id"]).json()

    (packed,) = pack["actions"]
    shown = read(borough, "Pat", f"/actions/{action.id}")
    assert (packed["id"], packed["version"]) == (str(action.id), action.version)
    assert (packed["title"], packed["state"]) == (shown["title"], "at_risk")
    assert (packed["rag"], packed["rag_rule"]) == ("red", "flagged_at_risk")
    assert {one["id"] for one in pack["forums"]} == {
        one["id"] for one in read(borough, "Pat", "/forums")["results"]
    }


def test_what_is_restricted_is_in_no_pack(borough: Borough) -> None:
    drafted = borough.as_("Sara").post(
        f"/forums/{borough.board.id}/decisions", {"title": "Buy the tannery", "text": "At cost."}
    )

    content = content_of(borough, frozen(borough).body["id"])

    assert drafted.status_code == 201
    assert content.json()["decisions"] == []
    assert b"tannery" not in content.content


def test_it_tells_what_changed_since(borough: Borough) -> None:
    action = action_at_risk(borough)
    pack = frozen(borough).body["id"]
    new = proposed_action(borough)
    borough.as_("Priya").post(
        f"/actions/{action.id}/recover",
        {"what_changed": "Both posts are filled."},
        if_match=f'"{action.version}"',
    )

    found = read(borough, "Pat", f"/packs/{pack}/changes?of=actions")["results"]

    assert {one["id"]: one["change"] for one in found} == {
        str(action.id): "changed",
        str(new.id): "added",
    }
    assert read(borough, "Pat", f"/packs/{pack}/changes?of=deals")["results"] == []


@pytest.mark.parametrize("query", ["", "?of=people", "?of=actions&state=done"])
def test_its_changes_are_asked_of_one_kind(borough: Borough, query: str) -> None:
    pack = frozen(borough).body["id"]

    refused = borough.as_("Pat").get(f"/packs/{pack}/changes{query}")

    assert (refused.status_code, refused.json()["code"]) == (400, "validation_error")


@pytest.mark.parametrize("who", ["Pat", "Ada", "Tom", "Priya", "Mel", "Audrey", "Robot"])
def test_it_is_the_secretary_s(borough: Borough, who: str) -> None:
    asked = FREEZE.ask(borough, who)

    assert asked.refusal == (403, "permission_denied", 0)


def test_it_is_hidden_from_next_door(borough: Borough) -> None:
    assert FREEZE.ask(borough, "Olga").refusal == (404, "not_found", 0)
    pack = frozen(borough).body["id"]
    assert content_of(borough, pack, "Olga").status_code == 404
    assert borough.as_("Olga").get(f"/packs/{pack}/changes?of=actions").status_code == 404


@pytest.mark.parametrize(
    ("title", "code"), [("", "blank"), (None, "null"), ("x" * 201, "max_length")]
)
def test_it_needs_a_title(borough: Borough, title: object, code: str) -> None:
    asked = FREEZE.ask(borough, title=title)

    assert asked.status == 400
    assert [(one["pointer"], one["code"]) for one in asked.body["errors"]] == [("#/title", code)]


def test_its_content_can_never_be_changed(borough: Borough) -> None:
    pack = frozen(borough).body["id"]

    with pytest.raises(DatabaseError), transaction.atomic():
        PackContent.objects.filter(pack=pack).update(content=b"{}")
    with pytest.raises(DatabaseError), transaction.atomic():
        PackContent.objects.filter(pack=pack).delete()


def test_replaying_the_log_rebuilds_it(borough: Borough) -> None:
    pack = BoardPack.objects.get(id=frozen(borough).body["id"])

    fields = fold(Entry.objects.filter(subject_id=pack.id))[("board_pack", pack.id)]

    assert (fields["digest"], fields["log_size"]) == (pack.digest, pack.log_size)
    assert json.loads(json.dumps(fields["title"])) == pack.title
