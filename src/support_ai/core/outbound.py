"""The only HTTP client to the outside. It cannot be sent to a private address, whatever a name resolves to.

A host is resolved once, every address of the answer is checked, and the connection goes to exactly a checked one; TLS
asks for the host's name all the same. No proxy of the environment, no redirect, no compressed body, bounds on bytes
and time.
"""

import asyncio
import socket
import ssl
from collections.abc import (
    AsyncGenerator,
    AsyncIterator,
    Awaitable,
    Callable,
    Collection,
    Generator,
    Iterable,
)
from contextlib import asynccontextmanager, contextmanager
from functools import cache
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any, cast

import httpcore
import httpx

from support_ai.core.networks import is_internal, is_plain_host, is_public

MAX_ANSWER_BYTES = 1 << 20
WHOLE_SECONDS = 15.0
_TIMEOUT = httpx.Timeout(5.0)
_LAST_PORT = 65_535
_LIMITS = httpx.Limits(max_connections=50, max_keepalive_connections=10, keepalive_expiry=30)
# Host to addresses, as texts; raises OSError where there are none.
Resolver = Callable[[str, int], Awaitable[list[str]]]


class TargetRefusedError(httpx.ConnectError):
    """This address is not one that the program may call."""


class AnswerTooLargeError(httpx.ReadError):
    """The answer has more bytes than the program takes."""


class AnswerTooSlowError(httpx.ReadTimeout):
    """The whole answer took longer than the program waits."""


async def resolve(host: str, port: int) -> list[str]:
    """Ask the system's resolver."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(place[0]) for *_, place in found]


class CheckedBackend(httpcore.AsyncNetworkBackend):
    """Connects to checked addresses only; `internal` are the exact names that may have private ones."""

    def __init__(
        self,
        internal: Collection[str],
        resolver: Resolver,
        network: httpcore.AsyncNetworkBackend | None = None,
    ) -> None:
        """Take the operator's names, what resolves every name, and what connects to an address."""
        self._internal = internal
        self._resolver = resolver
        self._network = network or cast("httpcore.AsyncNetworkBackend", httpcore.AnyIOBackend())

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first checked address that answers; ConnectError where none may be asked, or none does."""
        failed: httpcore.ConnectError | httpcore.ConnectTimeout | None = None
        for address in await self._checked(host, port, timeout):
            try:
                return await self._network.connect_tcp(
                    str(address), port, timeout, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
        raise failed or httpcore.ConnectError(f"{host} has no address")

    async def _checked(self, host: str, port: int, timeout: float | None) -> list[IPv4Address | IPv6Address]:
        """Return the addresses of a host, all of which may be called: one that may not spoils the answer."""
        try:
            async with asyncio.timeout(timeout):
                found = [ip_address(text) for text in await self._resolver(host, port)]
        except TimeoutError as error:
            raise httpcore.ConnectTimeout from error
        except (OSError, ValueError, UnicodeError) as error:
            raise httpcore.ConnectError(f"{host} has no address") from error
        trusted = host in self._internal
        if not all(is_public(address) or (trusted and is_internal(address)) for address in found):
            raise TargetRefusedError(f"{host} has an address that is not public")
        return found

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ARG002 - the signature is the library's
        socket_options: Iterable[Any] | None = None,  # noqa: ARG002
    ) -> httpcore.AsyncNetworkStream:
        """Refuse: nothing outside is behind a file."""
        raise TargetRefusedError(path)

    async def sleep(self, seconds: float) -> None:
        """Wait between attempts."""
        await asyncio.sleep(seconds)


@contextmanager
def _as_httpx() -> Generator[None]:
    """Turn the errors of the connection into those that callers of httpx know."""
    try:
        yield
    except TimeoutError as error:
        raise AnswerTooSlowError("the whole answer took too long") from error
    except httpcore.TimeoutException as error:
        raise httpx.ReadTimeout(str(error)) from error
    except httpcore.ConnectError as error:
        raise httpx.ConnectError(str(error)) from error
    except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol) as error:
        raise httpx.ReadError(str(error)) from error


class _Body(httpx.AsyncByteStream):
    """The bytes of an answer, as many as are taken, and as long as is waited."""

    def __init__(self, answer: httpcore.Response, deadline: float, most: int) -> None:
        self._parts = aiter(cast("AsyncIterator[bytes]", answer.stream))
        self._answer = answer
        self._deadline = deadline
        self._most = most

    async def __aiter__(self) -> AsyncIterator[bytes]:
        seen = 0
        while True:
            with _as_httpx():
                async with asyncio.timeout_at(self._deadline):
                    part = await anext(self._parts, None)
            if part is None:
                return
            seen += len(part)
            if seen > self._most:
                raise AnswerTooLargeError(f"the answer has more than {self._most} bytes")
            yield part

    async def aclose(self) -> None:
        await self._answer.aclose()


@cache
def _trusted_authorities() -> ssl.SSLContext:
    """Return whom we trust, read once: it takes longer than opening everything else."""
    return httpx.create_ssl_context()


def check_target(url: httpx.URL, internal: Collection[str]) -> None:
    """Refuse, with TargetRefusedError, an address that no request goes to, whatever its name resolves to."""
    host = url.raw_host.decode("ascii")
    if url.scheme != "https" and not (url.scheme == "http" and host in internal):
        raise TargetRefusedError("only https leaves the house")
    if url.userinfo or not is_plain_host(host) or not 0 < (url.port or 443) <= _LAST_PORT:
        raise TargetRefusedError("this is not a plain host")


class OutboundTransport(httpx.AsyncBaseTransport):
    """Carries requests over checked connections; TargetRefusedError for whatever may not be called."""

    def __init__(
        self, internal: Collection[str], resolver: Resolver = resolve, *, most: int, whole: float
    ) -> None:
        """Take the exact names of internal hosts, a resolver, and the bounds of an answer in bytes and seconds."""
        self._internal = frozenset(internal)
        self._most = most
        self._whole = whole
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=_trusted_authorities(),
            max_connections=_LIMITS.max_connections,
            max_keepalive_connections=_LIMITS.max_keepalive_connections,
            keepalive_expiry=_LIMITS.keepalive_expiry,
            network_backend=CheckedBackend(self._internal, resolver),
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request and return the head of its answer; the body is bounded as it is read."""
        check_target(request.url, self._internal)
        deadline = asyncio.get_running_loop().time() + self._whole
        sent = httpcore.Request(
            request.method,
            httpcore.URL(
                scheme=request.url.raw_scheme,
                host=request.url.raw_host,
                port=request.url.port,
                target=request.url.raw_path,
            ),
            headers=request.headers.raw,
            content=request.stream,
            extensions=request.extensions,
        )
        with _as_httpx():
            async with asyncio.timeout_at(deadline):
                answer = await self._pool.handle_async_request(sent)
        found = httpx.Response(
            answer.status,
            headers=answer.headers,
            stream=_Body(answer, deadline, self._most),
        )
        if found.headers.get("content-encoding", "identity").lower() != "identity":
            # What is packed has no bound: a kilobyte may become a gigabyte.
            await found.aclose()
            raise AnswerTooLargeError("the answer is packed, though it was not asked to be")
        return found

    async def aclose(self) -> None:
        """Close every connection."""
        await self._pool.aclose()


class _Client(httpx.AsyncClient):
    def build_request(self, *args: Any, **kwargs: Any) -> httpx.Request:
        try:
            return super().build_request(*args, **kwargs)
        except UnicodeError as error:
            # What begins like an A-label and is none; httpx finds that out only now.
            message = "this is not a host"
            raise httpx.InvalidURL(message) from error


def outbound_client(
    internal: Collection[str],
    resolver: Resolver = resolve,
    *,
    most: int = MAX_ANSWER_BYTES,
    whole: float = WHOLE_SECONDS,
    timeout: httpx.Timeout = _TIMEOUT,
    base_url: str = "",
    auth: tuple[str, str] | None = None,
) -> httpx.AsyncClient:
    """Return the client, to be closed by the caller; for one service it may have an address and an account there.

    httpx.HTTPError is all that its requests raise, httpx.InvalidURL what is no address.
    """
    return _Client(
        transport=OutboundTransport(internal, resolver, most=most, whole=whole),
        timeout=timeout,
        follow_redirects=False,
        trust_env=False,
        headers={"accept-encoding": "identity", "user-agent": "support-ai"},
        base_url=base_url,
        auth=auth,
    )


@asynccontextmanager
async def open_outbound(
    internal: Collection[str],
    resolver: Resolver = resolve,
    *,
    most: int = MAX_ANSWER_BYTES,
    whole: float = WHOLE_SECONDS,
) -> AsyncGenerator[httpx.AsyncClient]:
    """Open the client, see `outbound_client`, and close it afterwards."""
    async with outbound_client(internal, resolver, most=most, whole=whole) as client:
        yield client
