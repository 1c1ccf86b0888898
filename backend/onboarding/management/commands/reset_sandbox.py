from typing import Any  # Django hands options over untyped

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from backend.onboarding.sandbox import InUse, NotASandbox, put_back_first_state


class Command(BaseCommand):
    help = "Bring a stopped demo back to its first state: the same data, sign-ins and client."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            put_back_first_state(settings.STATE_DIR)
        except (NotASandbox, InUse) as refused:
            raise CommandError(f"{refused} Nothing was changed.") from None
        # What it was made by may be older than what runs now.
        call_command("migrate", verbosity=0, interactive=False)
        self.stdout.write("The demo is as it was when it was made. Start it: manage.py demo")
