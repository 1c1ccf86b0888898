"""Run as a program: one request with a key, in a process that is killed before its n-th step.

Reads lines of a number, a token and a key from its input. For each it forks a process, so that
Django is loaded only once, which adds an organisation named as the key under that key, and gets
SIGKILL before that step; 0: never. Answers one line: killed, done, or failed.

Steps are statements and commits, and after them the answer: nothing else could be cut short.
"""

import os
import signal
import sys
from traceback import print_exc

import django

django.setup()

from django.db import connection  # noqa: E402  # models need the set-up above

from tests.audit.ledger.killed import Killer  # noqa: E402
from tests.borough import Caller  # noqa: E402
from tests.people.sending import added  # noqa: E402


def ask(killer: Killer, token: str, key: str) -> None:
    connection._commit = killer.before(connection._commit)  # type: ignore[attr-defined]  # the point of this program
    with connection.execute_wrapper(killer):
        answer = added(Caller(token), key, name=key)
    # It is made, and has not left the process.
    killer.count()
    assert answer.status_code == 201, answer.content


def ended(step: int, token: str, key: str) -> int:
    try:
        ask(Killer(step), token, key)
        connection.close()
    except Exception:
        print_exc()
        return 1
    return 0


def asked(step: int, token: str, key: str) -> str:
    child = os.fork()
    if child == 0:
        # Without the clean-up of a process that it is only a copy of.
        os._exit(ended(step, token, key))
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
        return "killed"
    return "done" if status == 0 else "failed"


def main() -> None:
    for line in sys.stdin:
        step, token, key = line.split()
        print(asked(int(step), token, key), flush=True)  # noqa: T201  # the answer


if __name__ == "__main__":
    main()
