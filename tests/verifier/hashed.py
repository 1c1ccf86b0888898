"""The very bytes that are hashed on the way to a root, for whoever measures hashing alone."""

from hashlib import sha256


def messages_of(leaves: list[bytes]) -> list[bytes]:
    """Leaves, then nodes, level by level (RFC 6962, 2.1)."""
    messages = [b"\x00" + leaf for leaf in leaves]
    hashes = [sha256(message).digest() for message in messages]
    while len(hashes) > 1:
        pairs = zip(hashes[::2], hashes[1::2], strict=False)
        nodes = [b"\x01" + left + right for left, right in pairs]
        messages += nodes
        # The last of an odd number goes up as it is.
        hashes = [sha256(node).digest() for node in nodes] + hashes[len(nodes) * 2 :]
    return messages
