from argparse import ArgumentParser
from pathlib import Path
from typing import Any  # Django hands options over untyped

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from backend.onboarding.demonstration import cast_the_demo
from backend.onboarding.example_deal import make_the_example_deal
from backend.onboarding.example_forum import add_the_example_forum, schedule_the_example_meetings
from backend.onboarding.example_source import add_the_example_source, admit_the_example_client
from backend.onboarding.first_minute import FirstMinute
from backend.onboarding.importing import import_file
from backend.onboarding.keepsake import keep_shell_settings, keep_tokens, kept_tokens
from backend.onboarding.sandbox import keep_first_state
from backend.people.models import Partnership
from backend.people.operations.clients import IssuedSecret

PACKAGED_PLAN = Path(__file__).resolve().parents[2] / "data" / "knowsley.yaml"
# Among the tokens that are kept, the secret by which the client gets its own.
CLIENT = "client"
EVERY_ADDRESS = ("", "0.0.0.0", "::")  # noqa: S104 - asked for on the command line, not chosen here


class Command(BaseCommand):
    help = "Start Accord with the example partnership: data, people, tokens, and the server."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--no-serve", action="store_true", help="prepare everything and stop")

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        is_first_run = not Partnership.objects.exists()
        report = import_file(PACKAGED_PLAN)
        self.stdout.write(f"The plan's file, {PACKAGED_PLAN.name}: {report.summary()}.\n\n")
        add_the_example_forum()
        tokens, client = self._sign_ins()
        make_the_example_deal()
        schedule_the_example_meetings()
        minute = FirstMinute(_base(options["host"], options["port"]), tokens, client)
        keep_shell_settings(settings.STATE_DIR, minute.shell_settings())
        if is_first_run:
            keep_first_state(settings.STATE_DIR)
        self.stdout.write("\n".join(minute.lines()))
        if minute.base != settings.PUBLIC_BASE_URL:
            self.stdout.write(f"Links in answers lead to {settings.PUBLIC_BASE_URL}: set")
            self.stdout.write(f"PUBLIC_BASE_URL={minute.base} to have them lead here.")
        if not options["no_serve"]:
            self.stdout.flush()
            call_command("serve", host=options["host"], port=options["port"])

    def _sign_ins(self) -> tuple[dict[str, str], IssuedSecret]:
        kept = kept_tokens(settings.STATE_DIR)
        tokens = cast_the_demo(kept)
        add_the_example_source()
        client = admit_the_example_client(kept.get(CLIENT, ""))
        keep_tokens(settings.STATE_DIR, {**tokens, CLIENT: client.secret})
        return tokens, client


def _base(host: str, port: int) -> str:
    """An address to paste: listening everywhere includes listening here."""
    shown = "127.0.0.1" if host in EVERY_ADDRESS else host
    return f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"
