"""What is aimed at, and whether it was met."""

from collections.abc import Iterator
from dataclasses import dataclass

from bench.chat import ARRIVALS, CONNECTIONS, ChatFigures, Kind
from bench.figures import median_ratio, milliseconds, percentile, percentile_ratio
from bench.orders import QUESTIONS, OrderFigures

_CHAT = 0.2
_STEADY_SECONDS = 0.060
_SIZE = 1.20
_ROW_SECURITY = 1.15


@dataclass(frozen=True, slots=True)
class Aim:
    """One aim beside its figure."""

    name: str
    wanted: str
    measured: str
    is_met: bool


def aims(chat: ChatFigures, sizes: OrderFigures, security: OrderFigures) -> Iterator[Aim]:
    """Return every aim."""
    for connections in CONNECTIONS:
        above, below = (chat.rounds[Kind(route, connections)] for route in ("chat", "bare"))
        ratio = median_ratio([one.run.rate for one in above], [one.run.rate for one in below])
        name = f"chat turns / bare requests, connections: {connections}"
        yield Aim(name, f"≥ {_CHAT}", f"{ratio:.3f}", ratio >= _CHAT)
    steady = percentile(chat.steady.latencies, 0.99)
    yield Aim(
        f"p99 at {ARRIVALS} turns a second",
        f"< {milliseconds(_STEADY_SECONDS)} ms",
        f"{milliseconds(steady)} ms",
        steady < _STEADY_SECONDS,
    )
    for question in QUESTIONS:
        ratio = percentile_ratio(sizes[question, "big"], sizes[question, "small"], 0.5)
        yield Aim(f"{question}, big / small shop", f"≤ {_SIZE}", f"{ratio:.3f}", ratio <= _SIZE)
    for question in QUESTIONS:
        ratio = percentile_ratio(security[question, "secured"], security[question, "exempt"], 0.95)
        name = f"{question}, p95 with / without row security"
        yield Aim(name, f"≤ {_ROW_SECURITY}", f"{ratio:.3f}", ratio <= _ROW_SECURITY)
