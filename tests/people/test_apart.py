"""Two partnerships in one deployment: neither sees, names, reaches or hears of the other."""

from collections.abc import Callable
from typing import Any  # bodies are JSON

import pytest
from pytest_django import DjangoDbBlocker

from backend.forums.operations import add_forum
from backend.people.models import Profile
from backend.people.operations import add_person
from tests.borough import Borough
from tests.people.belongings import Belongings, belongings
from tests.people.questions import NOWHERE, assert_refused, assert_same_refusal, assert_wrong
from tests.people.routes import LISTS, ROUTES, WITH_ID, Route, each


@pytest.fixture(scope="module")
def owned(
    founded: tuple[Borough, Borough], django_db_blocker: DjangoDbBlocker
) -> tuple[Belongings, Belongings]:
    """By each of the two, made once for all tests here."""
    knowsley, sefton = founded
    with django_db_blocker.unblock():
        return belongings(knowsley, "Ada", "Priya"), belongings(sefton, "Olga", "Olga")


@pytest.fixture
def theirs(owned: tuple[Belongings, Belongings], db: None) -> Belongings:
    return owned[1]


@pytest.fixture
def ours(owned: tuple[Belongings, Belongings], db: None) -> Belongings:
    return owned[0]


@each(WITH_ID)
def test_it_hides_every_object_of_the_other(
    route: Route, knowsley: Borough, theirs: Belongings
) -> None:
    ada = knowsley.as_("Ada")

    hidden, missing = route.ask(ada, theirs[route.noun]), route.ask(ada, NOWHERE)

    assert_refused(hidden, 404, "not_found")
    assert_same_refusal(hidden, missing)


def who_reads(route: Route) -> str:
    return "Audrey" if route.view.operation_id == "get_entry_bundle" else "Ada"


def test_it_finds_each_of_them_at_home(ours: Belongings, knowsley: Borough) -> None:
    reads = [one for one in WITH_ID if not one.is_unsafe]

    found = {
        one.path: one.ask(knowsley.as_(who_reads(one)), ours[one.noun]).status_code for one in reads
    }

    assert found == dict.fromkeys(found, 200)


def test_it_lists_nothing_of_the_other(
    ours: Belongings, theirs: Belongings, knowsley: Borough
) -> None:
    whole = [one for one in LISTS if one not in WITH_ID]
    hidden = {str(one) for one in theirs.values()}

    shown = {one.path: knowsley.as_("Ada").get(one.path).content.decode() for one in whole}

    assert [path for path, body in shown.items() if any(one in body for one in hidden)] == []
    assert str(ours["organisations"]) in shown["/organisations"]


REFERENCES: list[tuple[str, str, str, dict[str, Any]]] = [
    ("/people", "organisation", "organisations", {"kind": "system", "name": "X"}),
    ("/forums", "parent", "forums", {"name": "X", "kind": "forum"}),
    ("/plans", "part_of", "plans", {"title": "X"}),
    ("/plans", "succeeds", "plans", {"title": "X"}),
    ("/priorities", "plan", "plans", {"title": "X"}),
    ("/outcomes", "plan", "plans", {"title": "X"}),
    ("/principles", "plan", "plans", {"title": "X", "series": "Y"}),
    ("/success-measures", "priority", "priorities", {"title": "X", "direction": "up"}),
    ("/outcome-links", "priority", "priorities", {"basis": "stated", "outcome": "ours"}),
    ("/outcome-links", "outcome", "outcomes", {"basis": "stated", "priority": "ours"}),
    ("/actions", "plan", "plans", {"title": "X"}),
    ("/actions", "priority", "priorities", {"title": "X", "plan": "ours"}),
    ("/actions", "lead", "organisations", {"title": "X", "plan": "ours"}),
    ("/actions", "parent", "actions", {"title": "X", "plan": "ours"}),
    ("/funds", "organisation", "organisations", {"title": "X", "kind": "project", "amount": 1}),
    ("/calendar-feeds", "forum", "forums", {}),
]


@pytest.mark.parametrize(("path", "member", "noun", "rest"), REFERENCES)
def test_it_knows_no_id_of_the_other_in_a_body(
    path: str,
    member: str,
    noun: str,
    rest: dict[str, Any],
    knowsley: Borough,
    ours: Belongings,
    theirs: Belongings,
) -> None:
    nouns = {"plan": "plans", "priority": "priorities", "outcome": "outcomes"}
    own = {
        name: str(ours[nouns[name]]) if value == "ours" else value for name, value in rest.items()
    }
    ada = knowsley.as_("Ada")

    hidden = ada.post(path, {**own, member: str(theirs[noun])})
    missing = ada.post(path, {**own, member: str(NOWHERE)})

    assert_wrong(hidden, f"#/{member}", "unknown_reference")
    assert hidden.json()["errors"] == missing.json()["errors"]


@pytest.mark.parametrize(
    ("path", "member", "rest"),
    [("assign-lead", "organisation", {}), ("contributors", "organisation", {"part": "Lends."})],
)
def test_it_knows_no_organisation_of_the_other_for_an_action(
    path: str,
    member: str,
    rest: dict[str, str],
    knowsley: Borough,
    sefton: Borough,
    ours: Belongings,
) -> None:
    answer = knowsley.as_("Priya").post(
        f"/actions/{ours['actions']}/{path}",
        {**rest, member: str(sefton.council.id)},
        if_match='"3"',
    )

    assert_wrong(answer, f"#/{member}", "unknown_reference")


@pytest.mark.parametrize(
    ("member", "noun"), [("fund", "funds"), ("applicant", "organisations"), ("action", "actions")]
)
def test_it_knows_no_id_of_the_other_in_an_application(
    member: str, noun: str, knowsley: Borough, ours: Belongings, theirs: Belongings
) -> None:
    named = {"fund": "funds", "applicant": "organisations", "action": "actions"}
    own = {name: str(ours[one]) for name, one in named.items()}
    words = {"title": "Paint", "purpose": "Paint for the centre.", "applied": 100}

    answer = knowsley.as_("Priya").post("/grants", {**words, **own, member: str(theirs[noun])})

    assert_wrong(answer, f"#/{member}", "unknown_reference")


@pytest.mark.parametrize(
    ("name", "path", "member", "noun", "rest"),
    [
        ("Ada", "parties", "organisation", "organisations", {}),
        ("Ada", "principles", "principle", "principles", {}),
        ("Ada", "actions", "action", "actions", {}),
        ("Priya", "commitments", "party", "parties", {"text": "Keep the paths lit."}),
        ("Priya", "decline", "party", "parties", {"reason": "No longer."}),
        ("Priya", "leave", "party", "parties", {"reason": "No longer."}),
    ],
)
def test_it_knows_no_id_of_the_other_for_a_deal(
    name: str,
    path: str,
    member: str,
    noun: str,
    rest: dict[str, str],
    knowsley: Borough,
    ours: Belongings,
    theirs: Belongings,
) -> None:
    caller, place = knowsley.as_(name), f"/deals/{ours['deals']}"
    version = caller.get(place).headers["ETag"]

    answer = caller.post(f"{place}/{path}", {**rest, member: str(theirs[noun])}, if_match=version)

    assert_wrong(answer, f"#/{member}", "unknown_reference")


DECIDED: dict[str, Any] = {"title": "Open the hub", "text": "It opens in March."}
AT_FORUMS: list[tuple[str, str, str, str, dict[str, Any]]] = [
    ("Ada", "/forums/{forums-below}/seats", "organisation", "organisations", {"title": "X"}),
    ("Ada", "/forums/{forums-below}/seats", "body", "forums", {"title": "X"}),
    ("Ada", "/seats/{seats}/fill", "actor", "actors", {}),
    (
        "Ada",
        "/meetings/{meetings-ahead}/agenda-items",
        "action",
        "actions",
        {"kind": "action_review", "title": "X"},
    ),
    (
        "Ada",
        "/meetings/{meetings-ahead}/agenda-items",
        "deal",
        "deals",
        {"kind": "deal_endorsement", "title": "X"},
    ),
    ("Ada", "/meetings/{sessions}/attendances", "member", "actors", {"presence": "present"}),
    ("Ada", "/agenda-items/{agenda-items}/interests", "member", "actors", {"nature": "A friend."}),
    ("Ada", "/meetings/{meetings}/approve-minutes", "at_meeting", "sessions", {}),
    ("Ada", "/forums/{forums-below}/decisions", "item", "agenda-items", DECIDED),
    (
        "Ada",
        "/forums/{forums-below}/decisions",
        "undoes",
        "decisions",
        {**DECIDED, "undoing": "rescinds"},
    ),
    ("Ada", "/escalations/{escalations}/resolve", "decision", "decisions", {"answer": "It does."}),
    ("Sara", "/assurances/{assurances}/receive", "meeting", "sessions", {}),
]


@pytest.mark.parametrize(("name", "path", "member", "noun", "rest"), AT_FORUMS)
def test_it_knows_no_id_of_the_other_at_a_forum(
    name: str,
    path: str,
    member: str,
    noun: str,
    rest: dict[str, Any],
    knowsley: Borough,
    ours: Belongings,
    theirs: Belongings,
) -> None:
    caller, address = knowsley.as_(name), path.format_map(ours)
    version = caller.get(address.rpartition("/")[0]).headers["ETag"]

    answer = caller.post(address, {**rest, member: str(theirs[noun])}, if_match=version)

    assert_wrong(answer, f"#/{member}", "unknown_reference")


def proposed(plan_id: str) -> list[dict[str, str]]:
    return [{"plan": plan_id, "title": "Fit out the hub"}]


def answered(escalation_id: str) -> list[dict[str, str]]:
    return [{"escalation": escalation_id, "answer": "The council pays."}]


def referred(escalation_id: str) -> list[dict[str, str]]:
    return [{"escalation": escalation_id, "reason": "It is about two forums."}]


def listed(row_id: str) -> list[str]:
    return [row_id]


@pytest.mark.parametrize(
    ("kind", "noun", "naming", "pointer"),
    [
        ("propose_actions", "plans", proposed, "/0/plan"),
        ("resolve_escalations", "escalations", answered, "/0/escalation"),
        ("refer_escalations", "escalations", referred, "/0/escalation"),
        ("approve_redatings", "redatings", listed, "/0"),
        ("endorse_deals", "deals", listed, "/0"),
    ],
)
def test_it_knows_no_id_of_the_other_in_what_a_decision_brings_about(
    kind: str,
    noun: str,
    naming: Callable[[str], list[Any]],
    pointer: str,
    knowsley: Borough,
    ours: Belongings,
    theirs: Belongings,
) -> None:
    body = {**DECIDED, "effects": {kind: naming(str(theirs[noun]))}}

    answer = knowsley.as_("Ada").post(f"/forums/{ours['forums-below']}/decisions", body)

    assert_wrong(answer, f"#/effects/{kind}{pointer}", "unknown_reference")


@pytest.mark.parametrize(
    ("member", "noun", "beside"),
    [
        ("forum", "forums-below", {"priority": "priorities"}),
        ("priority", "priorities", {"forum": "forums-below"}),
        ("action", "actions", {"forum": "forums-below"}),
        ("deal", "deals", {"forum": "forums-below", "priority": "priorities"}),
        ("commitment", "commitments", {"forum": "forums-below", "priority": "priorities"}),
    ],
)
def test_it_knows_no_id_of_the_other_in_an_escalation(
    member: str,
    noun: str,
    beside: dict[str, str],
    knowsley: Borough,
    ours: Belongings,
    theirs: Belongings,
) -> None:
    own = {name: str(ours[one]) for name, one in beside.items()}
    words = {"kind": "barrier", "summary": "No room.", "tried": "Two halls.", "ask": "decide"}
    body = {**words, "needed_by": "2030-12-31", **own, member: str(theirs[noun])}

    answer = knowsley.as_("Priya").post("/escalations", body)

    assert_wrong(answer, f"#/{member}", "unknown_reference")


def both(knowsley: Borough, sefton: Borough) -> None:
    """Priya has a profile in both."""
    made = sefton.act("Olga", add_person, kind="person", name="P.", email="priya@knowsley.test")
    sefton.profiles["Priya"] = Profile.objects.select_related("actor").get(id=made.id)


def test_it_opens_by_a_token_the_partnership_it_was_issued_in(
    knowsley: Borough, sefton: Borough
) -> None:
    both(knowsley, sefton)
    here, there = knowsley.as_("Priya"), sefton.as_("Priya")

    slugs = [one.get("/partnership").json()["slug"] for one in (here, there)]
    assert slugs == ["knowsley-better-together", "sefton-together"]
    assert here.get(f"/forums/{sefton.board.id}").status_code == 404
    assert there.get(f"/forums/{knowsley.board.id}").status_code == 404


def test_it_carries_no_role_over(knowsley: Borough, sefton: Borough) -> None:
    both(knowsley, sefton)

    me: Any = sefton.as_("Priya").get("/me")

    assert me.json()["roles"] == []


def test_it_keeps_tokens_and_notices_apart(knowsley: Borough, sefton: Borough) -> None:
    both(knowsley, sefton)
    here, there = knowsley.as_("Priya"), sefton.as_("Priya")

    tokens: Any = there.get("/me/tokens")
    notices: Any = there.get("/me/notices")

    assert len(tokens.json()["results"]) == 1
    assert (notices.json()["results"], here.get("/me/notices").status_code) == ([], 200)


@pytest.mark.parametrize("path", ["/organisations", "/people", "/forums", "/appointments"])
def test_it_takes_no_cursor_of_the_other(path: str, knowsley: Borough, sefton: Borough) -> None:
    both(knowsley, sefton)
    knowsley.act("Ada", add_forum, name="Growth forum", kind="forum")
    page: Any = knowsley.as_("Priya").get(f"{path}?limit=1")
    cursor = page.json()["next_cursor"]

    answer = sefton.as_("Priya").get(f"{path}?limit=1&cursor={cursor}")

    assert cursor
    assert_refused(answer, 400, "invalid_cursor")


def test_it_asks_of_every_address() -> None:
    """What the tests above are run over."""
    assert len(WITH_ID) > 35
    assert {"list_organisations", "list_forums", "list_actions"} <= {
        one.view.operation_id for one in LISTS
    }
    assert len(ROUTES) > 60
