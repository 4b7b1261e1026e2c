"""Row F7: the client to the outside reaches nothing inside, whatever an address, a name or an answer says."""

import asyncio
import gzip
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from ipaddress import ip_address
from typing import Any, cast

import httpcore
import httpx
import pytest

from support_ai.core.networks import is_internal, is_plain_host, is_public
from support_ai.core.outbound import (
    AnswerTooLargeError,
    AnswerTooSlowError,
    CheckedBackend,
    TargetRefusedError,
    open_outbound,
)

INSIDE = {
    "private": ["10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "fc00::1", "fd12:3456::1"],
    "loopback": ["127.0.0.1", "127.255.255.254", "::1"],
    "link-local": ["169.254.1.1", "fe80::1", "fe80::1%eth0"],
    "metadata": ["169.254.169.254", "100.100.100.200", "192.0.0.192", "168.63.129.16", "fd00:ec2::254"],
    "shared": ["100.64.0.1", "100.127.255.255"],
    "multicast": ["224.0.0.1", "239.255.255.255", "ff02::1", "ff0e::1"],
    "reserved": ["0.0.0.0", "0.1.2.3", "240.0.0.1", "255.255.255.255", "192.0.0.1", "198.18.0.1", "::"],
    "documentation": ["192.0.2.1", "198.51.100.1", "203.0.113.1", "2001:db8::1"],
    "mapped": ["::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:8.8.8.8", "::ffff:0:8.8.8.8", "::127.0.0.1"],
    "tunnelled": ["64:ff9b::7f00:1", "64:ff9b:1::a00:1", "2002:7f00:1::1", "2001:0:7f00:1::1", "fec0::1"],
    "relays": ["192.88.99.1"],
}
OUTSIDE = ["8.8.8.8", "1.1.1.1", "93.184.215.14", "172.15.0.1", "172.32.0.1", "2606:4700:4700::1111"]
Answering = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def answering(answer: bytes, *, drip: float = 0) -> AsyncGenerator[tuple[int, list[bytes]]]:
    """Answer every connection with these bytes, on a free port of this machine; yield the port and what was heard."""
    heard: list[bytes] = []
    running: set[asyncio.Task[None]] = set()
    step = 1 if drip else 65536

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        running.add(asyncio.current_task() or pytest.fail("no task"))
        head, _, body = answer.partition(b"\r\n\r\n")
        try:
            heard.append(await reader.readuntil(b"\r\n\r\n"))
            writer.write(head + b"\r\n\r\n")
            for place in range(0, len(body), step):
                writer.write(body[place : place + step])
                await writer.drain()
                await asyncio.sleep(drip)
        except ConnectionError:
            pass
        finally:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        yield server.sockets[0].getsockname()[1], heard
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


def _ok(body: bytes, *headers: bytes) -> bytes:
    lines = [b"HTTP/1.1 200 OK", b"Content-Length: %d" % len(body), *headers]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


class Names:
    """A resolver at the seam: each name has its answers, one after the other, the last one for ever."""

    def __init__(self, **answers: list[list[str]]) -> None:
        self._answers = answers
        self.asked: list[str] = []

    async def __call__(self, host: str, port: int) -> list[str]:
        self.asked.append(host)
        literal = host if (is_plain_host(host) and host[-1].isdigit()) or ":" in host else "127.0.0.1"
        answers = self._answers.get(host.partition(".")[0], [[literal]])
        return answers.pop(0) if len(answers) > 1 else answers[0]


@pytest.mark.parametrize("kind", list(INSIDE))
async def test_F7_every_class_of_inner_addresses_is_refused_literal_and_resolved(kind: str) -> None:
    for address in INSIDE[kind]:
        assert not is_public(ip_address(address)), address
        async with open_outbound((), Names(evil=[[address]])) as client:
            with pytest.raises(TargetRefusedError):
                await client.get("https://evil.example/")
            literal = f"[{address}]" if ":" in address else address
            with pytest.raises((TargetRefusedError, httpx.InvalidURL)):
                await client.get(f"https://{literal}/")


@pytest.mark.parametrize("address", OUTSIDE)
def test_F7_what_is_on_the_internet_may_be_called(address: str) -> None:
    assert is_public(ip_address(address))
    assert not is_internal(ip_address(address))


async def test_F7_one_inner_address_among_public_ones_spoils_the_answer() -> None:
    for answer in (["8.8.8.8", "127.0.0.1"], ["127.0.0.1", "8.8.8.8"], ["2606:4700::1", "::ffff:10.0.0.1"]):
        async with open_outbound((), Names(evil=[answer])) as client:
            with pytest.raises(TargetRefusedError):
                await client.get("https://evil.example/")


class Network(httpcore.AsyncNetworkBackend):
    """What connects, at the seam: it notes where to."""

    def __init__(self) -> None:
        self.connected: list[str] = []

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        self.connected.append(host)
        return cast("httpcore.AsyncNetworkStream", httpcore.AsyncMockStream([]))


async def test_F7_a_name_is_resolved_once_and_the_connection_goes_to_the_checked_address() -> None:
    names, network = Names(rebind=[["8.8.8.8", "8.8.4.4"], ["127.0.0.1"]]), Network()
    backend = CheckedBackend((), names, network)
    await backend.connect_tcp("rebind.example", 443)
    assert (names.asked, network.connected) == (["rebind.example"], ["8.8.8.8"])
    with pytest.raises(TargetRefusedError):
        await backend.connect_tcp("rebind.example", 443)
    assert network.connected == ["8.8.8.8"]
    with pytest.raises(TargetRefusedError):
        await backend.connect_unix_socket("/var/run/docker.sock")


async def test_F7_a_trusted_name_reaches_the_house_and_no_other_spelling_does() -> None:
    async with answering(_ok(b"hello")) as (port, heard):
        names = Names(login=[["127.0.0.1"]])
        async with open_outbound(("login.intern.example",), names) as client:
            answer = await client.get(f"http://login.intern.example:{port}/")
            assert (answer.status_code, answer.content) == (200, b"hello")
            assert len(heard) == 1
            assert f"host: login.intern.example:{port}" in heard[0].decode().lower()
            for other in ("login.intern.example.", "login.intern", "a.login.intern.example", "login.example"):
                for scheme in ("http", "https"):
                    with pytest.raises(TargetRefusedError):
                        await client.get(f"{scheme}://{other}:{port}/")
        assert len(heard) == 1


@pytest.mark.parametrize(
    "address", ["169.254.169.254", "fd00:ec2::254", "0.0.0.0", "224.0.0.1", "100.64.0.1"]
)
async def test_F7_a_trusted_name_reaches_no_metadata(address: str) -> None:
    async with open_outbound(("login.intern.example",), Names(login=[[address]])) as client:
        with pytest.raises(TargetRefusedError):
            await client.get("https://login.intern.example/")


@pytest.mark.parametrize(
    "host",
    [
        "2130706433",
        "0177.0.0.1",
        "0x7f.0.0.1",
        "0x7f000001",
        "127.1",
        "127.0.1",
        "1.2.3.4.5",
        "010.8.8.8",
        "8.8.8.8.",
        "localhost.",
        "evil.example.",
        "a..b",
        ".example",
        "134744072",
        "127.0.0.0x1",
    ],
)
async def test_F7_numbers_and_dots_in_strange_places_are_no_hosts(host: str) -> None:
    assert not is_plain_host(host)
    async with open_outbound((host,), Names()) as client:
        with pytest.raises((TargetRefusedError, httpx.InvalidURL)):
            await client.get(f"https://{host}/")


@pytest.mark.parametrize(
    "url",
    [
        "https://trusted.example@127.0.0.1/",
        "https://user:secret@evil.example/",
        "https://evil.example#@trusted.example/",
        "https://evil.example\\@trusted.example/",
        "https://trusted.example%2f@evil.example/",
        "https://①②⑦.⓪.⓪.①/",
        "https://127。0。0。1/",
        "https://[::ffff:7f00:1]/",
        "https://[::1]/",
        "https://[fe80::1%25eth0]/",
        "ftp://evil.example/",
        "file:///etc/passwd",
        "gopher://evil.example/",
        "http://evil.example/",
        "https://evil.example:0/",
        "https://evil.example:65536/",
        "https://evil.example:99999/",
        "https://xn--/",
        "//evil.example/",
        "",
    ],
)
async def test_F7_users_schemes_and_other_tricks_in_an_address_are_refused(url: str) -> None:
    names = Names(evil=[["127.0.0.1"]], trusted=[["127.0.0.1"]])
    async with open_outbound(("trusted.example",), names) as client:
        with pytest.raises((httpx.ConnectError, httpx.InvalidURL, httpx.UnsupportedProtocol)):
            await client.get(url)


async def test_F7_a_redirect_is_not_followed_and_could_not_reach_metadata() -> None:
    moved = b"HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/latest/\r\nContent-Length: 0\r\n\r\n"
    async with answering(moved) as (port, heard), open_outbound(("localhost",)) as client:
        answer = await client.get(f"http://localhost:{port}/")
        assert answer.status_code == 302
        assert answer.history == []
        with pytest.raises(TargetRefusedError):
            await client.get(f"http://localhost:{port}/", follow_redirects=True)
        assert len(heard) == 2


async def test_F7_an_answer_that_is_too_large_is_cut() -> None:
    for answer in (
        _ok(b"x" * 100_001),
        b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + b"x" * 3_000_000,
        _ok(gzip.compress(b"x" * 10_000_000), b"Content-Encoding: gzip"),
    ):
        async with answering(answer) as (port, _), open_outbound(("localhost",), most=100_000) as client:
            with pytest.raises(AnswerTooLargeError):
                await client.get(f"http://localhost:{port}/")
    async with (
        answering(_ok(b"x" * 100_000)) as (port, _),
        open_outbound(("localhost",), most=100_000) as client,
    ):
        assert len((await client.get(f"http://localhost:{port}/")).content) == 100_000


async def test_F7_an_answer_that_drips_ends_by_the_whole_time() -> None:
    dripping = answering(_ok(b"x" * 1000), drip=0.05)
    async with dripping as (port, _), open_outbound(("localhost",), whole=0.3) as client:
        with pytest.raises(AnswerTooSlowError):
            await client.get(f"http://localhost:{port}/")


async def test_F7_a_resolver_that_hangs_or_knows_nothing_is_an_ordinary_failure() -> None:
    async def hangs(_host: str, _port: int) -> list[str]:
        await asyncio.sleep(60)
        return []

    async def nothing(_host: str, _port: int) -> list[str]:
        return []

    async def nonsense(_host: str, _port: int) -> list[str]:
        return ["not an address"]

    async def unknown(host: str, _port: int) -> list[str]:
        raise OSError(host)

    for resolver in (hangs, nothing, nonsense, unknown):
        async with open_outbound((), resolver, whole=5) as client:
            with pytest.raises(httpx.HTTPError):
                await client.get("https://shop.example/", timeout=0.2)


async def test_F7_the_environment_names_no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    async with answering(_ok(b"proxied")) as (port, heard):
        for name in ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{port}")
        async with open_outbound((), Names(evil=[["10.0.0.1"]])) as client:
            with pytest.raises(TargetRefusedError):
                await client.get("https://evil.example/")
        assert heard == []
