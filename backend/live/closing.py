"""Why a socket is closed: codes for programs, each with the sentence that goes with it."""

from enum import IntEnum


class Close(IntEnum):
    TOO_LARGE = 1009
    SERVER_FAULT = 1011
    SERVER_RESTARTS = 1012
    BAD_FRAME = 4400
    NOT_AUTHENTICATED = 4401
    NOT_ALLOWED = 4403
    UNKNOWN_SUBPROTOCOL = 4406
    TIMED_OUT = 4408
    DUPLICATE_SUBSCRIPTION = 4409
    TOO_MANY = 4429


MEANINGS = {
    Close.TOO_LARGE: "The frame is larger than 64 KiB. Send smaller ones.",
    Close.SERVER_FAULT: "Something went wrong here. Connect again in a moment.",
    Close.SERVER_RESTARTS: "The server restarts. Connect again and resume from your last cursor.",
    Close.BAD_FRAME: "The frame is no message of this protocol. Read asyncapi.yaml.",
    Close.NOT_AUTHENTICATED: "The token or ticket is unknown, used or has ended. Get a new one.",
    Close.NOT_ALLOWED: "The token lacks the scope changes:read.",
    Close.UNKNOWN_SUBPROTOCOL: "Offer the sub-protocol accord.v1.",
    Close.TIMED_OUT: "Nothing was heard in time: send init at once, and ack what you receive.",
    Close.DUPLICATE_SUBSCRIPTION: "A subscription of this id stands already. Choose another id.",
    Close.TOO_MANY: "One init opens a socket, and one person or system has a few sockets at most.",
}


class Closing(Exception):
    """Ends the socket. `reason` travels in the close frame, which holds 123 bytes."""

    def __init__(self, code: Close, reason: str = "") -> None:
        super().__init__(code, reason)
        self.code = code
        self.reason = reason or MEANINGS[code]
