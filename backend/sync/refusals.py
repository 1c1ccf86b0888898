from typing import ClassVar

from backend.api.frame import public_url
from backend.errors import Refused


class AudiencesChanged(Refused):
    """What you may see is not what it was when the cursor was given to you: of what came into your
    sight the changes before the cursor are missing, and what left it was never told of.
    """

    code = "audiences_changed"
    status: ClassVar[int] = 410
    title = "What you may see has changed"
    remedy = (
        "Get a cursor at `resync_url`, then read the lists you keep anew, then follow the changes "
        "from that cursor."
    )

    def __init__(self) -> None:
        super().__init__(
            "You were given or lost sight of something since. Get a cursor at resync_url, read "
            "the lists you keep anew, and follow the changes from that cursor.",
            resync_url=public_url("/api/v1/changes?cursor=latest"),
        )
