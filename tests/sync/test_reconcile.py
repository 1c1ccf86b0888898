"""What an item asks of what is on record: the whole table of one field, without a database."""

import pytest

from backend.sync.models import Authority, Field
from backend.sync.reconcile import (
    CLAIMED,
    Item,
    Judged,
    Rules,
    Said,
    Seen,
    Verdict,
    judge,
    judge_informed,
    key_of,
    reconcile,
    steps_to,
)

ACCORD, SHARED, SOURCE = Authority.ACCORD, Authority.SHARED, Authority.SOURCE
MEANS = {"Live": "in_progress", "Delayed": "at_risk", "Finished": "done", "Paperwork": "nothing"}


def rules(authority: Authority) -> Rules:
    return Rules(dict.fromkeys(Field, authority), MEANS)


def agreed(value: str, order: str = "1") -> Seen:
    """The two sides had the same at that time, and the source has said nothing since."""
    return Seen(Said(order, value), key_of(value), key_of(value), order)


def title(said: str, held: str, authority: Authority, order: str = "2") -> Judged:
    """What the source says of a title on which the two agreed as "Old"."""
    return judge(Field.TITLE, Said(order, said), held, agreed("Old"), rules(authority))


def informed(said: str, held: str, seen: Seen, authority: Authority) -> Judged:
    """What it says having read what Accord has."""
    return judge_informed(Field.TITLE, Said("2", said), held, seen, rules(authority))


# Said by the source, held by Accord, and what follows by each authority.
TABLE = [
    ("Old", "Old", Verdict.AGREED, Verdict.AGREED, Verdict.AGREED),
    ("New", "New", Verdict.AGREED, Verdict.AGREED, Verdict.AGREED),
    ("New", "Old", Verdict.FORBIDDEN, Verdict.TAKEN, Verdict.TAKEN),
    ("Old", "New", Verdict.KEPT, Verdict.KEPT, Verdict.TAKEN),
    ("New", "Other", Verdict.FORBIDDEN, Verdict.CONTESTED, Verdict.TAKEN),
]


@pytest.mark.parametrize(("said", "held", "accord", "shared", "source"), TABLE)
def test_it_judges_by_who_changed_what_and_who_may(
    said: str, held: str, accord: Verdict, shared: Verdict, source: Verdict
) -> None:
    found = [title(said, held, one).verdict for one in (ACCORD, SHARED, SOURCE)]

    assert found == [accord, shared, source]


@pytest.mark.parametrize("authority", list(Authority))
def test_it_ignores_what_is_older(authority: Authority) -> None:
    late = title("New", "Old", authority, order="0")

    assert (late.verdict, late.seen) == (Verdict.STALE, agreed("Old"))


@pytest.mark.parametrize("authority", list(Authority))
def test_it_overrules_nobody_with_what_it_has_said_before(authority: Authority) -> None:
    """A source that is the record is so for what it says, not for ever against what came after."""
    assert title("Old", "New", authority, order="1").verdict == Verdict.KEPT


def test_it_takes_the_same_of_two_values_of_one_instant() -> None:
    def after(first: str, second: str) -> Judged:
        heard = title(first, "Old", SHARED)
        seen = heard.done(key_of(first))
        return judge(Field.TITLE, Said("2", second), first, seen, rules(SHARED))

    verdicts = {after("A", "B").verdict, after("B", "A").verdict}

    assert verdicts == {Verdict.STALE, Verdict.TAKEN}


def test_it_remembers_what_was_contested() -> None:
    first = title("New", "Other", SHARED)

    again = judge(Field.TITLE, Said("3", "New"), "Other", first.seen, rules(SHARED))

    assert again.verdict == Verdict.CONTESTED
    assert first.seen.source_base == first.before.source_base


@pytest.mark.parametrize("value", ["Newer", "Old"])
def test_it_takes_what_is_said_in_knowledge_of_accord_s(value: str) -> None:
    judged = informed(value, "New", agreed("Old"), SHARED)

    assert (judged.verdict, judged.before) == (Verdict.TAKEN, agreed("Old"))


def test_it_remembers_what_was_known() -> None:
    """What could not be done at once is not contested when it is said again by heart."""
    asked = informed("Newer", "New", agreed("Old"), SHARED)

    again = judge(Field.TITLE, Said("2", "Newer"), "New", asked.seen, rules(SHARED))

    assert again.verdict == Verdict.TAKEN


def test_it_takes_what_was_said_since_it_knew() -> None:
    contested = title("Newest", "New", SHARED, order="3")

    late = informed("Newer", "New", contested.seen, SHARED)

    assert (contested.verdict, late.verdict) == (Verdict.CONTESTED, Verdict.TAKEN)
    assert late.said.value == "Newest"


def test_it_knew_nothing_if_the_two_have_agreed_since() -> None:
    late = informed("Newer", "New", agreed("Old", "3"), SHARED)

    assert (late.verdict, late.seen) == (Verdict.STALE, agreed("Old", "3"))


@pytest.mark.parametrize(
    ("authority", "verdict"), [(ACCORD, Verdict.KEPT), (SOURCE, Verdict.TAKEN)]
)
def test_knowing_changes_nothing_where_one_side_has_the_last_word(
    authority: Authority, verdict: Verdict
) -> None:
    assert informed("Old", "New", agreed("Old"), authority) == title("Old", "New", authority)
    assert title("Old", "New", authority).verdict == verdict


def test_knowing_makes_no_second_report_of_one() -> None:
    report, never = Said("1", {"narrative": "Two."}), Seen(accord_base=key_of(None))
    taken = judge(Field.REPORT, report, None, never, rules(SHARED)).done(key_of(None))

    again = judge_informed(Field.REPORT, Said("2", report.value), None, taken, rules(SHARED))

    assert again.verdict == Verdict.AGREED


def test_knowing_makes_no_word_of_one_that_means_nothing() -> None:
    said, never = Said("2", {"word": "Paperwork", "risk": None}), Seen(accord_base="a")

    judged = judge_informed(Field.STATUS, said, "proposed", never, rules(SHARED))

    assert (judged.verdict, judged.seen) == (Verdict.SILENT, never)


def test_it_sees_from_a_late_item_that_the_source_knew() -> None:
    """It said what Accord has, and then something new: whichever of the two arrives first."""
    contested = title("Newer", "New", SHARED, order="3")

    late = judge(Field.TITLE, Said("2", "New"), "New", contested.seen, rules(SHARED))

    assert (contested.verdict, late.verdict) == (Verdict.CONTESTED, Verdict.TAKEN)
    assert late.said.value == "Newer"


def test_it_learns_nothing_from_what_is_older_than_their_agreement() -> None:
    contested = title("Newer", "New", SHARED, order="3")

    late = judge(Field.TITLE, Said("0", "New"), "New", contested.seen, rules(SHARED))

    assert late.verdict == Verdict.STALE


@pytest.mark.parametrize(
    ("word", "status", "verdict"),
    [
        ("Live", "proposed", Verdict.TAKEN),
        ("Live", "in_progress", Verdict.AGREED),
        ("Live", "at_risk", Verdict.TAKEN),
        ("Live", CLAIMED, Verdict.TAKEN),
        ("Delayed", "in_progress", Verdict.TAKEN),
        ("Delayed", "at_risk", Verdict.AGREED),
        ("Finished", "in_progress", Verdict.TAKEN),
        ("Finished", CLAIMED, Verdict.AGREED),
        ("Finished", "done", Verdict.AGREED),
        ("Paperwork", "withdrawn", Verdict.SILENT),
        ("Unheard of", "proposed", Verdict.TAKEN),
    ],
)
def test_it_compares_a_status_by_what_its_word_means(
    word: str, status: str, verdict: Verdict
) -> None:
    said = Said("1", {"word": word, "risk": None})

    judged = judge(Field.STATUS, said, status, Seen(accord_base=key_of(status)), rules(SHARED))

    assert judged.verdict == verdict


def test_a_word_that_means_nothing_takes_the_place_of_none_that_does() -> None:
    seen, said = Seen(accord_base=key_of("proposed")), {"word": "Paperwork", "risk": None}

    silent = judge(Field.STATUS, Said("9", said), "proposed", seen, rules(SHARED))
    late = judge(
        Field.STATUS, Said("1", {**said, "word": "Live"}), "proposed", silent.seen, rules(SHARED)
    )

    assert late.verdict == Verdict.TAKEN


def test_it_adds_every_report_whatever_others_reported() -> None:
    never = Seen(source_base=key_of(None), accord_base=key_of(None))

    judged = judge(Field.REPORT, Said("1", {"narrative": "Two."}), None, never, rules(SHARED))

    assert judged.verdict == Verdict.TAKEN


def test_it_judges_what_is_said_alone_and_in_one_order() -> None:
    item = Item("YTH-7", "2", {Field.DUE_ON: "2027-03-31", Field.TITLE: "New"})
    held = dict.fromkeys(Field, "Old")

    judged = reconcile(item, held, {Field.TITLE: agreed("Old")}, rules(SHARED))

    assert [one.name for one in judged] == [Field.TITLE, Field.DUE_ON]


def test_what_is_remembered_is_kept_as_json() -> None:
    seen = agreed("Old")

    assert Seen.from_json(seen.as_json()) == seen
    assert Seen.from_json(Seen().as_json()) == Seen()


@pytest.mark.parametrize(
    ("meaning", "state", "claimed", "steps"),
    [
        ("in_progress", "proposed", False, ("start_action",)),
        ("in_progress", "at_risk", False, ("recover_action",)),
        ("in_progress", "in_progress", True, ("retract_action_claim",)),
        ("in_progress", "at_risk", True, ("retract_action_claim", "recover_action")),
        ("in_progress", "done", False, ("recover_action",)),
        ("at_risk", "proposed", False, ("start_action", "flag_action_at_risk")),
        ("at_risk", "in_progress", False, ("flag_action_at_risk",)),
        ("at_risk", "in_progress", True, ("retract_action_claim", "flag_action_at_risk")),
        ("at_risk", "at_risk", True, ("retract_action_claim",)),
        ("at_risk", "withdrawn", False, ("flag_action_at_risk",)),
        ("done", "proposed", False, ("start_action", "claim_action_complete")),
        ("done", "at_risk", False, ("claim_action_complete",)),
    ],
)
def test_it_knows_the_way_from_each_state(
    meaning: str,
    state: str,
    claimed: bool,  # noqa: FBT001  # a column
    steps: tuple[str, ...],
) -> None:
    assert steps_to(meaning, state, is_claimed=claimed) == steps
