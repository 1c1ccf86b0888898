from django.apps import AppConfig


class LiveConfig(AppConfig):
    name = "backend.live"

    def ready(self) -> None:
        # Imported late: they need the models, which are not loaded before.
        from backend.audit import doorbell  # noqa: PLC0415
        from backend.live import refusals  # noqa: F401, PLC0415 - for the catalogue of problems
        from backend.live.ringing import BELL  # noqa: PLC0415

        doorbell.subscribe(BELL.ring)
