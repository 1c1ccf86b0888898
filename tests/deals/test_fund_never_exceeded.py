"""Whatever is applied for and decided in whatever order, no fund gives more than it has."""

from typing import Any  # operations are of many shapes

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.deals.models import Grant
from backend.deals.operations.grants import approve_grant, refuse_grant
from backend.errors import GuardFailed
from tests.actions.undoing import undone
from tests.borough import Borough, proposed_action
from tests.deals.granting import ALL_OF_IT, applied_grant, moved

EXAMPLES = 150 if settings.get_current_profile_name() == "ci" else 25
AMOUNT = st.integers(1, ALL_OF_IT)
# What is asked for, which part of it is approved, in hundredths, or None: it is refused.
DECISION = st.tuples(AMOUNT, st.integers(1, 100) | st.none())


def decide(borough: Borough, grant: Grant, part: int | None) -> bool:
    """Whether it was approved."""
    if part is None:
        moved(borough, "Flo", refuse_grant, grant, reason="No.")
        return False
    try:
        moved(borough, "Flo", approve_grant, grant, amount=amount_of(grant, part))
    except GuardFailed:
        return False
    return True


def amount_of(grant: Grant, part: int) -> int:
    return max(1, grant.applied * part // 100)


def fits(left: int, asked: list[tuple[int, int | None]]) -> list[bool]:
    """By hand: first come, first served, while there is enough."""
    told = []
    for applied, part in asked:
        wanted = 0 if part is None else max(1, applied * part // 100)
        told.append(0 < wanted <= left)
        left -= wanted if told[-1] else 0
    return told


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(asked=st.lists(DECISION, min_size=1, max_size=8), data=st.data())
def test_it_never_gives_more_than_there_is(
    borough: Borough, asked: list[tuple[int, int | None]], data: Any
) -> None:
    with undone():
        action = proposed_action(borough)
        made = [applied_grant(borough, action_id=action.id, applied=one) for one, _ in asked]
        order = data.draw(st.permutations(range(len(asked))))

        approved = [decide(borough, made[place], asked[place][1]) for place in order]

        total = Grant.objects.spoken_for().total()
    assert approved == fits(ALL_OF_IT, [asked[place] for place in order])
    assert total <= ALL_OF_IT
