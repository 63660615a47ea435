"""Which addresses on the internet may be called on behalf of a customer: public ones alone."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

_UNICAST = IPv6Network("2000::/3")
"""All that has been given out. Source: IANA, IPv6 Global Unicast Address Assignments."""
_NAT64 = IPv6Network("64:ff9b::/96")
"""An IPv4 address in the last four bytes. Source: RFC 6052."""


def is_public(address: str) -> bool:
    """Whether an address is one of the public internet, however it is written.

    Not so: private, loopback, link-local (where clouds keep what a machine may do), shared,
    reserved, multicast; and IPv6 addresses that lead to such an IPv4 address (mapped, 6to4,
    Teredo, NAT64).
    """
    try:
        # Without the interface that a link-local address may name.
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    inside = _within(found)
    if isinstance(found, IPv6Address) and found not in _UNICAST and not _leads_on(found):
        return False
    own = [] if _leads_on(found) else [found]
    return all(one.is_global and not one.is_multicast for one in (*own, *inside))


def is_loopback(address: str) -> bool:
    """Whether an address is this very machine."""
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


def _leads_on(found: IPv4Address | IPv6Address) -> bool:
    """Whether an address is nothing but the way to an IPv4 address.

    Of 6to4, versions of Python say one thing or the other.
    """
    return isinstance(found, IPv6Address) and (
        found.ipv4_mapped is not None or found.sixtofour is not None or found in _NAT64
    )


def _within(found: IPv4Address | IPv6Address) -> list[IPv4Address]:
    """The IPv4 addresses that an IPv6 address leads to."""
    if isinstance(found, IPv4Address):
        return []
    inside = [found.ipv4_mapped, found.sixtofour, *(found.teredo or ())]
    if found in _NAT64:
        inside.append(IPv4Address(found.packed[-4:]))
    return [one for one in inside if one is not None]
