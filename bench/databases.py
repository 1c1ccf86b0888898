"""Databases that are made for one run and dropped after it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import psycopg
from psycopg import sql


@contextmanager
def fresh_database(name: str) -> Iterator[str]:
    """Its address, on the server of DATABASE_URL."""
    address = os.environ["DATABASE_URL"]
    called = sql.Identifier(name)
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(called)
    with psycopg.connect(address, dbname="postgres", autocommit=True) as server:
        server.execute(drop)
        server.execute(sql.SQL("CREATE DATABASE {}").format(called))
        try:
            yield urlsplit(address)._replace(path=f"/{name}").geturl()
        finally:
            server.execute(drop)


def run_in_fresh_database(module: str, name: str) -> int:
    """The module, given what this program was; its exit code."""
    with TemporaryDirectory() as state, fresh_database(name) as address:
        done = subprocess.run(  # noqa: S603  # our own module
            [sys.executable, "-m", module, *sys.argv[1:]],
            env={**os.environ, "DATABASE_URL": address, "ACCORD_STATE_DIR": state},
            check=False,
        )
    return done.returncode
