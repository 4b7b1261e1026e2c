"""Idle sockets: their part of the report."""

from collections.abc import Iterator

from bench.aims import Aim
from bench.figures import milliseconds, percentile
from bench.report import table
from bench.sockets import OURS, SocketFigures
from bench.tab_load import CONVERSATIONS, TABS
from bench.tabs import PING_SECONDS

_KILOBYTES = 60
_IN_EVERY_TAB = 0.1


def socket_aims(found: SocketFigures) -> Iterator[Aim]:
    """Return what is aimed at, and whether it was met."""
    ours = found[OURS]
    size = ours.bytes_each / 1024
    yield Aim(
        f"memory of a socket, {ours.sockets:,} open",
        f"≤ {_KILOBYTES} KB",
        f"{size:.1f} KB",
        size <= _KILOBYTES,
    )
    for whose, seconds in (("a person's", ours.persons), ("a colleague's", ours.colleagues)):
        late = percentile(seconds, 0.95)
        yield Aim(
            f"p95 until {whose} message is in every tab",
            f"≤ {milliseconds(_IN_EVERY_TAB)} ms",
            f"{milliseconds(late)} ms",
            late <= _IN_EVERY_TAB,
        )


def socket_paragraphs(found: SocketFigures) -> Iterator[str]:
    """Return the paragraphs on sockets."""
    ours = found[OURS]
    yield "## Idle sockets"
    yield (
        f"{ours.sockets:,} tabs on one process of the demo shop, each of a visitor with a ticket and a conversation of their"
        f" own; each beats every {PING_SECONDS} seconds, and answers the server's pings. Memory is what the process grew by"
        f" after 200 of them had come and gone. Then, in {CONVERSATIONS} conversations with {TABS} tabs each, a person says"
        f" something by a socket, which the assistant answers, and in {CONVERSATIONS} others a colleague does over REST:"
        " the time until the stored message is in each tab. uvicorn's implementations that are installed, one after the other; one that held them not is left out."
    )
    rows = [
        (
            name,
            f"{one.sockets:,}",
            f"{one.bytes_each / 1024:.1f}",
            *(
                milliseconds(percentile(seconds, share))
                for seconds in (one.persons, one.colleagues)
                for share in (0.5, 0.95, 1)
            ),
            f"{one.pongs:,}",
            f"{one.lost:,}",
        )
        for name, one in found.items()
    ]
    whose = [f"{who} {what} ms" for who in ("person", "colleague") for what in ("p50", "p95", "max")]
    yield table(("sockets", "open", "KB each", *whose, "beat", "lost"), rows)
