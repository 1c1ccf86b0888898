from backend.clock.operations.dues import (
    claim_due,
    do_chore,
    plan_chores,
    postpone_chore,
    unplanned,
    waiting,
)

__all__ = [
    "claim_due",
    "do_chore",
    "plan_chores",
    "postpone_chore",
    "unplanned",
    "waiting",
]
