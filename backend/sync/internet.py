"""Which addresses are on the public internet: the only ones that a name may lead to."""

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final

Address = IPv4Address | IPv6Address

# Beside what the standard library knows to be private or reserved: it takes some of these for
# global, though behind them any address may hide.
DENIED: Final = tuple(
    ip_network(one)
    for one in (
        "0.0.0.0/8",
        "100.64.0.0/10",  # carriers' own
        "168.63.129.16/32",  # what Azure tells its machines: public by its number alone
        "192.0.0.0/24",
        "192.88.99.0/24",  # relays of 6to4
        "198.18.0.0/15",  # benchmarks
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",
        "2001::/23",  # Teredo, ORCHID and the like
        "2001:db8::/32",
        "2002::/16",  # 6to4
        "3fff::/20",
    )
)
# All that was given out to be global; so no address that maps, translates or embeds another, but
# for those by which a network of its own does it: they look like any other.
GLOBAL_V6: Final = ip_network("2000::/3")
# With this before it, any address of version four is the last half of one of version six, in
# whichever network (ISATAP, RFC 5214).
TUNNELLED: Final = (0x0000_5EFE, 0x0200_5EFE)


class Unresolved(Exception):
    """The name has no address."""


class NotPublic(Exception):
    """At least one of the name's addresses is not on the public internet."""


def is_public(address: Address) -> bool:
    if isinstance(address, IPv6Address) and not _is_plain(address):
        return False
    return address.is_global and not any(address in one for one in DENIED)


def _is_plain(address: IPv6Address) -> bool:
    return address in GLOBAL_V6 and int(address) >> 32 & 0xFFFF_FFFF not in TUNNELLED


def resolve(host: str, port: int) -> list[str]:
    """In the resolver's order. Raises Unresolved, or NotPublic if any of them is not: a name that
    leads to both is one that somebody plays with.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unresolved(host) from error
    addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
    if not all(is_public(ip_address(one)) for one in addresses):
        raise NotPublic(host)
    return addresses
