"""What the audit log, encryption and row security cost: their part of the report."""

from collections.abc import Iterator, Sequence
from statistics import median

from bench.aims import Aim
from bench.figures import median_difference, milliseconds, percentile
from bench.report import table
from bench.sealing import PAIRS, RATE, WRITERS, SealingFigures
from bench.turn_costs import PARTS, WHOLE, TurnFigures

_LAG_SECONDS = 5.0


def audit_aims(found: SealingFigures) -> Sequence[Aim]:
    """Return what is aimed at, and whether it was met."""
    worst = max(found.ages)
    return (
        Aim("entries sealed a second", f"≥ {RATE:,}", f"{found.rate:,.0f}", found.rate >= RATE),
        Aim(
            f"longest wait for a seal at {RATE:,} rows a second",
            f"< {_LAG_SECONDS:.0f} s",
            f"{worst:.1f} s",
            worst < _LAG_SECONDS and found.written >= 0.98 * RATE,
        ),
    )


def audit_paragraphs(found: SealingFigures) -> Iterator[str]:
    """Return the audit log's part."""
    yield "## Sealing the audit log"
    yield (
        f"What waited was sealed at {found.rate:,.0f} entries a second, batches of their own transactions, durably. While"
        f" {found.written:,.0f} rows a second were written, the oldest entry without a seal was"
        f" {median(found.ages):.1f} s old (median), {max(found.ages):.1f} s at worst, looked at ten times a second; all"
        f" was sealed {found.drained:.1f} s after the last one."
    )
    ratios = sorted(above / below for above, below in zip(found.with_sealer, found.without, strict=True))
    yield (
        f"Commits of {WRITERS} writers, one entry each, in {PAIRS} pairs of runs with the sealer in a process of its own"
        f" and without: medians {median(found.with_sealer):,.0f} and {median(found.without):,.0f} a second; the ratio's"
        f" median is {median(ratios):.3f} (98 % interval {ratios[0]:.3f} to {ratios[-1]:.3f}: all pairs)."
    )


def turn_paragraphs(found: TurnFigures) -> Iterator[str]:
    """Return the part of a turn's protections."""
    yield "## What encryption, row security and audit cost a turn"
    yield (
        "A whole turn but for the brain, which reads one order and says one sentence; asked in turns, in one process."
        " Without encryption: a key ring that passes texts through, on a database of its own. Without row security: a"
        " role with BYPASSRLS. Without audit: the log's insertion does nothing. The cost is the median of the paired"
        " differences, with its 95 % interval; it can be taken from p50."
    )
    rows = [(WHOLE, milliseconds(percentile(found[WHOLE], 0.5)), "", "")]
    for part in PARTS:
        cost, low, high = median_difference(found[WHOLE], found[part])
        share = cost / percentile(found[WHOLE], 0.5)
        between = f"{milliseconds(cost)} ({milliseconds(low)} to {milliseconds(high)})"
        rows.append((f"without {part}", milliseconds(percentile(found[part], 0.5)), between, f"{share:.1%}"))
    yield table(("turn", "p50 ms", "cost ms", "share"), rows)
    yield f"{len(found[WHOLE]):,} turns each."
