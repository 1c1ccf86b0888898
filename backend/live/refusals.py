"""What the stream refuses, each with its code; some end the socket, the others are answered."""

from typing import ClassVar

from backend.errors import NotAllowed, Refused


class OriginNotAllowed(NotAllowed):
    """A page from elsewhere asked for a socket, or a program that sent no token."""

    code = "origin_not_allowed"
    title = "A socket is not opened from there"
    remedy = "Connect from the site's own pages, or send a Bearer token in the handshake."

    def __init__(self) -> None:
        super().__init__(
            "Connect from a page of this site, or send Authorization: Bearer in the handshake."
        )


class TooManySockets(Refused):
    """One person or system has as many sockets open as it may."""

    code = "too_many_sockets"
    status: ClassVar[int] = 429
    title = "Too many sockets"
    remedy = "Close a socket; one can carry several subscriptions."

    def __init__(self, limit: int) -> None:
        super().__init__(f"You have {limit} sockets open. Close one before you open another.")


class TooManySubscriptions(Refused):
    """The socket carries as many subscriptions as it may."""

    code = "too_many_subscriptions"
    status: ClassVar[int] = 429
    title = "Too many subscriptions"
    remedy = "Unsubscribe from one, or ask for several types in one subscription."

    def __init__(self, limit: int) -> None:
        super().__init__(f"This socket has {limit} subscriptions. Unsubscribe from one first.")


class CursorRequired(Refused):
    """A subscription says where it begins."""

    code = "cursor_required"
    status: ClassVar[int] = 400
    title = "Say where to begin"
    remedy = 'Send "cursor": "latest", or a cursor from a list or an earlier change.'

    def __init__(self) -> None:
        super().__init__(
            'Send "cursor": "latest" to begin now, or the changes_cursor of a list or the cursor '
            "of an earlier change to begin there."
        )
