"""Changes of orders: their part of the report."""

from collections.abc import Iterator, Sequence

from bench.aims import Aim
from bench.changes import CONNECTIONS, FEW, ChangeFigures
from bench.figures import milliseconds, percentile
from bench.report import table


def change_aims(found: ChangeFigures) -> Sequence[Aim]:
    """Return what is aimed at, and whether it was met."""
    deadlocks = found.many.deadlocks + found.few.deadlocks
    return (Aim("deadlocks of changes", "0", str(deadlocks), deadlocks == 0),)


def change_paragraphs(found: ChangeFigures) -> Iterator[str]:
    """Return the paragraphs on changes."""
    yield "## Changes of orders"
    yield (
        f"Refunds of a cent and other addresses, each a transaction with its policy, ledger, proposal and audit row;"
        f" closed loop over {CONNECTIONS} connections. The few are refunds on {FEW} orders, where all wait for each other;"
        " over REST half are refunds, half addresses, each connection with an order or a customer of its own."
    )
    lines = (
        ("services, many orders", found.many.rate, found.many.latencies),
        (f"services, {FEW} orders", found.few.rate, found.few.latencies),
        ("REST", found.rest.rate, found.rest.latencies),
    )
    rows = [
        (
            name,
            f"{rate:.0f}",
            *(milliseconds(percentile(times, share)) for share in (0.5, 0.99)),
            f"{len(times):,}",
        )
        for name, rate, times in lines
    ]
    yield table(("through", "changes/s", "p50 ms", "p99 ms", "changes"), rows)
