"""Which addresses are on the public internet: every range a name could lead astray into."""

import socket
from ipaddress import ip_address
from typing import Any  # what the resolver gives

import pytest

from backend.sync.internet import NotPublic, Unresolved, is_public, resolve

PUBLIC = [
    "93.184.216.34",
    "1.1.1.1",
    "168.63.129.15",
    "168.63.129.17",
    "169.253.255.255",
    "169.255.0.1",
    "172.15.255.255",
    "172.32.0.1",
    "100.63.255.255",
    "100.128.0.1",
    "192.88.98.1",
    "198.17.255.255",
    "223.255.255.255",
    "2001:200::1",
    "2003::1",
    "2606:2800:220:1:248:1893:25c8:1946",
    "2a00:1450:4009::1",
    "2a00:1450:4009::5efe",
    "2a00:1450:4009::5efe:0:0:1",
    "2a00:1450:4009:5efe::1",
    "2a00:1450:4009::100:5efe:7f00:1",
]
DENIED = {
    "this network": "0.0.0.0",  # noqa: S104  # nothing is bound to it
    "this network, beyond its first": "0.1.2.3",
    "loopback": "127.0.0.1",
    "loopback, beyond its first": "127.8.9.10",
    "private ten": "10.0.0.1",
    "private 172": "172.16.0.1",
    "private 172, its last": "172.31.255.255",
    "private 192": "192.168.1.1",
    "private 192, its last": "192.168.255.255",
    "link-local": "169.254.0.1",
    "what clouds tell their machines": "169.254.169.254",
    "what Amazon tells its containers": "169.254.170.2",
    "what Alibaba tells its machines": "100.100.100.200",
    "what Oracle tells its machines": "192.0.0.192",
    "what Azure tells its machines": "168.63.129.16",
    "carriers' own": "100.64.0.1",
    "carriers' own, its last": "100.127.255.255",
    "protocol assignments": "192.0.0.1",
    "documentation": "192.0.2.1",
    "documentation, the second": "198.51.100.1",
    "documentation, the third": "203.0.113.1",
    "relays of 6to4": "192.88.99.1",
    "benchmarks": "198.18.0.1",
    "benchmarks, its last": "198.19.255.255",
    "multicast": "224.0.0.1",
    "multicast, its last": "239.255.255.255",
    "reserved": "240.0.0.1",
    "broadcast": "255.255.255.255",
    "unspecified": "::",
    "loopback in six": "::1",
    "a mapped loopback": "::ffff:127.0.0.1",
    "a mapped cloud": "::ffff:a9fe:a9fe",
    "a loopback translated without state": "::ffff:0:7f00:1",
    "a mapped public address": "::ffff:93.184.216.34",
    "a compatible loopback": "::127.0.0.1",
    "a translated loopback": "64:ff9b::7f00:1",
    "a translated cloud": "64:ff9b::a9fe:a9fe",
    "a locally translated loopback": "64:ff9b:1::7f00:1",
    "a locally translated cloud, at the end of its range": "64:ff9b:1:ffff:ffff:ffff:a9fe:a9fe",
    "a loopback by ISATAP": "2a00:1450:4009::5efe:7f00:1",
    "a cloud by ISATAP": "2a00:1450:4009::5efe:169.254.169.254",
    "a private address by ISATAP": "2a00:1450:4009:0:200:5efe:10.0.0.1",
    "a public address by ISATAP": "2a00:1450:4009:0:200:5efe:93.184.216.34",
    "a link-local address by ISATAP": "fe80::5efe:192.168.0.1",
    "a loopback by 6to4": "2002:7f00:1::",
    "a cloud by 6to4": "2002:a9fe:a9fe::",
    "a public address by 6to4": "2002:5db8:d822::1",
    "a loopback by Teredo": "2001:0:7f00:1::1",
    "a cloud by Teredo": "2001:0:4136:e378:8000:63bf:5601:5601",
    "ORCHID": "2001:20::1",
    "unique local": "fd00::1",
    "unique local, not in use": "fc00::1",
    "the cloud's in six": "fd00:ec2::254",
    "the other cloud's in six": "fd20:ce::254",
    "link-local in six": "fe80::1",
    "link-local in six, its last": "febf:ffff::1",
    "site-local": "fec0::1",
    "multicast in six": "ff02::1",
    "multicast in six, global": "ff0e::1",
    "documentation in six": "2001:db8::1",
    "documentation in six, the newer": "3fff::1",
    "discard": "100::1",
    "benchmarks in six": "2001:2::1",
    "segment routing": "5f00::1",
    "not given out": "4000::1",
}


@pytest.mark.parametrize("address", PUBLIC)
def test_it_knows_what_is_public(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize("address", DENIED.values(), ids=DENIED)
def test_it_denies_the_rest(address: str) -> None:
    assert not is_public(ip_address(address))


def leads_to(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    """Whatever name is asked for."""

    def answered(_host: str, port: int, **_: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", answered)


def test_it_gives_all_addresses_each_once(monkeypatch: pytest.MonkeyPatch) -> None:
    leads_to(monkeypatch, "93.184.216.34", "1.1.1.1", "93.184.216.34")

    assert resolve("hooks.example.test", 443) == ["93.184.216.34", "1.1.1.1"]


@pytest.mark.parametrize("address", DENIED.values(), ids=DENIED)
@pytest.mark.parametrize("first", [True, False])
def test_it_refuses_a_name_with_one_of_them_among_good_ones(
    monkeypatch: pytest.MonkeyPatch, address: str, *, first: bool
) -> None:
    leads_to(monkeypatch, *((address, "1.1.1.1") if first else ("1.1.1.1", address)))

    with pytest.raises(NotPublic):
        resolve("hooks.example.test", 443)


@pytest.mark.parametrize("address", ["fe80::1%eth0", "fe80::1%25eth0"])
def test_it_refuses_an_address_with_its_interface(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    leads_to(monkeypatch, address)

    with pytest.raises(NotPublic):
        resolve("hooks.example.test", 443)


@pytest.mark.parametrize(
    "name",
    [
        "127.1",
        "127.0.1",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0177.0.0.1",
        "017700000001",
        "0",
        "0xa9fea9fe",
        "::1",
        "::ffff:127.0.0.1",
        "localhost",
    ],
)
def test_it_is_not_led_astray_by_how_an_address_is_written(name: str) -> None:
    """By the machine's own resolver, which reads all of these as this very machine."""
    with pytest.raises(NotPublic):
        resolve(name, 443)


@pytest.mark.parametrize("name", ["a" * 64 + ".test", "hooks..test", "\udcff.test"])
def test_it_says_when_a_name_leads_nowhere(name: str) -> None:
    with pytest.raises(Unresolved):
        resolve(name, 443)
