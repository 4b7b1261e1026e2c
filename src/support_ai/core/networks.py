"""Which addresses of the network a server may be sent to by what somebody configured or answered."""

import re
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

_NUMERIC_LABEL = re.compile(r"(?:0x[0-9a-f]*|[0-9]+)", re.IGNORECASE)
# What Python's registry leaves open: protocol assignments, the relays of 6to4, shared address space, and the address
# on which one cloud answers for its metadata though it looks public.
_SPECIAL = tuple(
    IPv4Network(text) for text in ("192.0.0.0/24", "192.88.99.0/24", "100.64.0.0/10", "168.63.129.16/32")
)
# Only 2000::/3 is routed on the internet; inside it stand the tunnels that carry an IPv4 address along.
_GLOBAL = IPv6Network("2000::/3")
_HOUSE = tuple(
    ip_network(text)
    for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "::1/128", "fc00::/7")
)
_METADATA = IPv6Address("fd00:ec2::254")
_TUNNELS = (IPv6Network("2001::/23"), IPv6Network("2002::/16"), IPv6Network("2001:db8::/32"))


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Tell whether an address is somewhere on the internet, and stands for no other one."""
    if isinstance(address, IPv6Address):
        if address not in _GLOBAL or any(address in tunnel for tunnel in _TUNNELS):
            return False
        return address.is_global and not address.is_multicast
    if address.is_multicast or address.is_reserved or any(address in network for network in _SPECIAL):
        return False
    return address.is_global


def is_internal(address: IPv4Address | IPv6Address) -> bool:
    """Tell whether an address is one of a house's own: private or loopback, never one where metadata is."""
    return any(address in network for network in _HOUSE) and address != _METADATA


def read_address(text: str) -> IPv4Address | IPv6Address | None:
    """Return the address that a text is in its one usual form; None for a name."""
    try:
        return ip_address(text)
    except ValueError:
        return None


def is_plain_host(host: str) -> bool:
    """Tell whether a host is a name or an address as they are usually written.

    `2130706433`, `0177.0.0.1` and `127.1` are addresses to some resolvers; a name that ends with a dot is another text
    for the same host; a zone belongs to a link.
    """
    if read_address(host) is not None:
        return "%" not in host
    labels = host.split(".")
    return (
        all(labels) and _NUMERIC_LABEL.fullmatch(labels[-1]) is None and ":" not in host and "%" not in host
    )
