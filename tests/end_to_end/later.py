"""The product's settings, but for a clock that a walk can put forward while the server runs."""

from backend.config.settings import *  # noqa: F403

SOURCE = "tests.end_to_end.forward.ForwardSource"
# A walk does not wait for the next look at what falls due.
WORKER_LOOK_SECONDS = 0.2
