"""The widget: its part of the report."""

from collections.abc import Iterator, Sequence
from statistics import median

from bench.aims import Aim
from bench.figures import milliseconds, percentile
from bench.report import table
from bench.widget import MESSAGES, SLOWER, WidgetFigures

_COLD, _PREFETCHED, _FRAME = 1.0, 0.1, 0.016
_REQUESTS = 1


def widget_aims(found: WidgetFigures) -> Iterator[Aim]:
    """Return what is aimed at, and whether it was met; openings by their medians, frames by their p95."""
    asked = found.requests
    yield Aim("requests before the first click", str(_REQUESTS), str(asked), asked == _REQUESTS)
    for name, seconds, wanted in (
        ("click → composer, cold", median(found.cold), _COLD),
        ("click → composer, prefetched", median(found.prefetched[1]), _PREFETCHED),
        (f"keystroke at {MESSAGES} messages, p95", percentile(found.keystrokes, 0.95), _FRAME),
        (f"sentence at {MESSAGES} messages, p95", percentile(found.sentences, 0.95), _FRAME),
    ):
        yield Aim(name, f"≤ {milliseconds(wanted)} ms", f"{milliseconds(seconds)} ms", seconds <= wanted)


def widget_paragraphs(found: WidgetFigures) -> Iterator[str]:
    """Return the paragraphs on the widget."""
    yield "## The widget"
    yield (
        "On an otherwise empty page in headless Chromium, each opening with nothing kept in the browser: from the click until"
        f" the composer has the focus and the next frame begins. Cold: nothing was asked for before the click, 1.6 Mbit/s,"
        f" 150 ms, processor {SLOWER} times slower. Prefetched: after a hover and all that it loads. The aim is that of this"
        " machine as it is; the other line is for a slower one."
    )
    openings: list[tuple[str, Sequence[float]]] = [(f"cold, processor {SLOWER} × slower", found.cold)]
    openings += [
        (f"prefetched, processor {slower} × slower" if slower > 1 else "prefetched", seconds)
        for slower, seconds in found.prefetched.items()
    ]
    yield table(
        ("opening", "median ms", "p95 ms", "slowest ms", "openings"), [_row(*one) for one in openings]
    )
    yield (
        f"In a conversation of {MESSAGES} messages, read by the button for earlier ones: what the main thread works for one"
        " key, and for one more sentence of an answer that is under way, with all that is drawn for it in the two frames"
        " after it; its processor time, so that what else runs on the machine does not count."
    )
    costs = (("keystroke", found.keystrokes), ("sentence", found.sentences))
    yield table(("one", "median ms", "p95 ms", "slowest ms", "times"), [_row(*one) for one in costs])


def _row(name: str, seconds: Sequence[float]) -> Sequence[str]:
    figures = (milliseconds(value) for value in (median(seconds), percentile(seconds, 0.95), max(seconds)))
    return (name, *figures, str(len(seconds)))
