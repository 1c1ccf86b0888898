"""A column of one entry edited in a copy of the database: no export holds it, verify_log does."""

import json
import os
import subprocess
import sys

from django.db import connections

from tests.architecture.source import ROOT
from tests.database import template
from tests.live.server import database_url

SUFFIX = "_attacked"
EDIT = (
    "import django; django.setup();"
    "from tests.audit.ledger.tamper import behind_the_triggers as harm;"
    "harm('UPDATE audit_entry SET verb = %s WHERE \"index\" = %s', given=['action.lost', {index}])"
)


def said_by_verify_log(origin: str, index: int) -> str:
    copy = template(SUFFIX)
    address = database_url() + SUFFIX
    copy.keep()
    try:
        _run(address, "-c", EDIT.format(index=index))
        answer = json.loads(_run(address, "manage.py", "verify_log", "--json", "--log", origin))
    finally:
        connections.close_all()
        copy.discard()
    fault = answer["logs"][0]["faults"][0]
    return f"{fault['index']:,}: {fault['why']}"


def _run(address: str, *arguments: str) -> str:
    done = subprocess.run(  # noqa: S603  # commands written out above
        [sys.executable, *arguments],
        cwd=ROOT,
        env={
            **os.environ,
            "DATABASE_URL": address,
            "DJANGO_SETTINGS_MODULE": "backend.config.settings",
        },
        stdout=subprocess.PIPE,
        # There it says that the record does not verify, which is what is wanted.
        stderr=subprocess.DEVNULL,
        text=True,
        check=False,
    )
    return done.stdout
