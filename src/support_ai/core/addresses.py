"""Where a request comes from. What a header says of that counts only where a proxy that the operator named wrote it."""

from collections.abc import Collection, Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from starlette.types import Scope

Network = IPv4Network | IPv6Network
UNKNOWN = "unknown"


def address_of(text: str) -> IPv4Address | IPv6Address | None:
    """Return an address as written in a header or by the socket, with or without a port; None where it is none."""
    bare = text.strip()
    if bare.startswith("["):
        bare = bare[1:].partition("]")[0]
    elif bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        found = ip_address(bare.partition("%")[0])
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def address_key(host: str) -> str:
    """Return under which key an address is counted: of IPv6 the /64, which one subscriber has whole."""
    found = address_of(host)
    match found:
        case None:
            return UNKNOWN
        case IPv6Address():
            return str(IPv6Network((int(found) >> 64 << 64, 64)))
        case _:
            return str(found)


def resolve(scope: Scope, trusted: Collection[Network]) -> None:
    """Put the caller's address and scheme into the scope, as far as trusted proxies say them.

    Of `X-Forwarded-For` the right-most address counts that is no trusted proxy: what stands left of it, the caller may
    have written. `X-Forwarded-Host` never counts.
    """
    client = scope.get("client")
    if client is None or not _is_trusted(client[0], trusted):
        return
    scope["client"] = (_forwarded_for(_values(scope, b"x-forwarded-for"), client[0], trusted), 0)
    protocols = _values(scope, b"x-forwarded-proto")
    if protocols and protocols[-1] in ("http", "https"):
        is_socket = scope["type"] == "websocket"
        scope["scheme"] = protocols[-1].replace("http", "ws") if is_socket else protocols[-1]


def _is_trusted(host: str, trusted: Collection[Network]) -> bool:
    address = address_of(host)
    return address is not None and any(address in network for network in trusted)


def _forwarded_for(hops: list[str], proxy: str, trusted: Collection[Network]) -> str:
    found = proxy
    for hop in reversed(hops):
        address = address_of(hop)
        if address is None:
            return found
        found = str(address)
        if not _is_trusted(found, trusted):
            return found
    return found


def _values(scope: Scope, name: bytes) -> list[str]:
    headers: Iterable[tuple[bytes, bytes]] = scope["headers"]
    joined = ",".join(value.decode("latin-1") for key, value in headers if key == name)
    return [part.strip().lower() for part in joined.split(",") if part.strip()]
