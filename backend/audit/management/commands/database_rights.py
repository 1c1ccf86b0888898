from argparse import ArgumentParser
from typing import Any  # the options, as the command line gave them

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from backend.audit.rights import statements


class Command(BaseCommand):
    help = "Print the SQL that gives the application's role what it needs and no more (PostgreSQL)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("role", metavar="ROLE", help="the role the application signs in with")

    def handle(self, *args: Any, **options: Any) -> None:
        if connection.vendor != "postgresql":
            raise CommandError("Only PostgreSQL has roles: set DATABASE_URL to such a database.")
        for statement in statements(connection, options["role"]):
            self.stdout.write(statement)
