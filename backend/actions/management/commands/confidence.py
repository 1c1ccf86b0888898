from argparse import ArgumentParser
from pathlib import Path
from typing import Any  # options come as the parser found them

from django.core.management.base import BaseCommand

from backend.actions.confidence_page import rendered


class Command(BaseCommand):
    help = "Write the page that explains red, amber and green, made from the rules."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["file"] is None:
            self.stdout.write(rendered(), ending="")
        else:
            options["file"].write_text(rendered(), "utf-8")
