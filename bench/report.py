"""The report: what was aimed at, what was measured."""

from collections.abc import Iterator, Sequence
from statistics import median

from bench.aims import Aim, aims
from bench.chat import ARRIVALS, CONNECTIONS, ChatFigures, Kind, Reading
from bench.figures import milliseconds, percentile
from bench.machine import Machine
from bench.orders import QUESTIONS, OrderFigures
from bench.shops import Shop

Row = Sequence[str]
_ANSWERS: Row = (
    "route, connections",
    "answers/s",
    "p50 ms",
    "p99 ms",
    "CPU server",
    "CPU PostgreSQL",
    "CPU client",
)
_CALLS: Row = ("question", "p50 ms", "p95 ms", "calls")


def write_report(
    machine: Machine,
    chat: ChatFigures,
    sizes: tuple[OrderFigures, OrderFigures],
    shops: tuple[Shop, Shop],
    security: OrderFigures,
    *,
    more_aims: Sequence[Aim],
    more: Sequence[str],
) -> str:
    """Return the report as Markdown."""
    rows = [
        (aim.name, aim.wanted, aim.measured, "yes" if aim.is_met else "no")
        for aim in (*aims(chat, sizes[0], security), *more_aims)
    ]
    paragraphs = (
        "# Benchmarks",
        machine.describe(),
        "Figures are medians; ratios are those of readings taken side by side.",
        table(("aim", "wanted", "measured", "met"), rows),
        *_chat(chat),
        *_sizes(sizes, shops),
        *_security(security),
        *more,
    )
    return "\n\n".join(paragraphs) + "\n"


def table(head: Row, rows: Sequence[Row]) -> str:
    """Return a table in Markdown, the first column to the left."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _chat(chat: ChatFigures) -> Iterator[str]:
    yield "## The chat beside a bare route"
    rounds = len(chat.rounds[Kind("chat", CONNECTIONS[0])])
    yield (
        "“Where is my order?” in existing conversations, every answer checked, against a token check and three"
        f" statements in one transaction; closed loop, {rounds} alternating rounds. Processor seconds are for 1,000"
        " answers."
    )
    kinds = [Kind(route, connections) for connections in CONNECTIONS for route in ("chat", "bare")]
    yield table(
        _ANSWERS, [(f"{kind.route}, {kind.connections}", *_answers(chat.rounds[kind])) for kind in kinds]
    )
    found, turns = chat.statements, chat.counted_turns
    yield (
        f"SQL statements a turn: {found.asking / turns:.1f}, of them {found.savepoints / turns:.1f} for savepoints,"
        f" in {found.transactions / turns:.1f} transactions; counted in PostgreSQL's log over {turns} turns."
    )
    yield f"## {ARRIVALS} turns a second"
    p50, p99 = (milliseconds(percentile(chat.steady.latencies, share)) for share in (0.5, 0.99))
    yield (
        f"{len(chat.steady.latencies):,} turns at Poisson times, latency from the time each was due: p50 {p50} ms,"
        f" p99 {p99} ms; {chat.steady.rate:.1f} answers a second."
    )


def _answers(readings: Sequence[Reading]) -> Iterator[str]:
    """Return the cells of one line: the medians of the rounds."""
    yield f"{median(one.run.rate for one in readings):.1f}"
    for share in (0.5, 0.99):
        yield milliseconds(median(percentile(one.run.latencies, share) for one in readings))
    costs = [
        [1000 * seconds / len(one.run.latencies) for seconds in (one.server, one.postgres, one.run.processor)]
        for one in readings
    ]
    for cost in zip(*costs, strict=True):
        yield f"{median(cost):.2f}"


def _calls(figures: OrderFigures, sides: Sequence[tuple[str, str]]) -> list[Row]:
    return [
        (
            f"{question}, {title}",
            *(milliseconds(percentile(figures[question, side], share)) for share in (0.5, 0.95)),
            f"{len(figures[question, side]):,}",
        )
        for question in QUESTIONS
        for side, title in sides
    ]


def _sizes(sizes: tuple[OrderFigures, OrderFigures], shops: tuple[Shop, Shop]) -> Iterator[str]:
    yield "## Orders in a small and in a big shop"
    yield (
        "As the owning customer, through the service functions, the call inside its transaction timed. Regulars are"
        " asked for again and again; of strangers nothing was read before. The ratios above are those of regulars."
    )
    rows: list[Row] = []
    for who, figures in zip(("regular", "stranger"), sizes, strict=True):
        titles = [f"{who}, {shop.orders:,} orders, {shop.gigabytes:.2g} GB" for shop in shops]
        rows += _calls(figures, list(zip(("small", "big"), titles, strict=True)))
    yield table(_CALLS, rows)


def _security(figures: OrderFigures) -> Iterator[str]:
    yield "## What row security costs"
    yield "The same calls for regulars of the big shop, by the application's role and by one with BYPASSRLS."
    yield table(_CALLS, _calls(figures, [("secured", "row security"), ("exempt", "without")]))
