"""Medians, percentiles and ratios: what is left of many noisy readings."""

import math
from collections.abc import Iterable, Sequence
from statistics import median

_BLOCKS = 20


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that at least `share` (0 to 1) of the values do not exceed."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def median_ratio(numerators: Iterable[float], denominators: Iterable[float]) -> float:
    """Return the median of the ratios of readings taken in pairs."""
    return median(above / below for above, below in zip(numerators, denominators, strict=True))


def percentile_ratio(above: Sequence[float], below: Sequence[float], share: float) -> float:
    """Return the ratio of the percentiles of two series taken in turns, the median of it over stretches of time.

    What else the machine did for a moment spoils the stretch it fell into, not the ratio. ValueError where the series
    are too short for stretches.
    """
    length = min(len(above), len(below)) // _BLOCKS
    stretches = [slice(start * length, (start + 1) * length) for start in range(_BLOCKS)]
    if length == 0:
        raise ValueError("too few values")
    return median_ratio(
        [percentile(above[stretch], share) for stretch in stretches],
        [percentile(below[stretch], share) for stretch in stretches],
    )


def median_difference(above: Sequence[float], below: Sequence[float]) -> tuple[float, float, float]:
    """Return the median of the differences of two series taken in turns, and its 95 % interval (order statistics).

    The ranks are those of the binomial distribution's normal approximation (Conover, Practical Nonparametric
    Statistics, 3.2). ValueError where the series are too short for them.
    """
    ordered = sorted(one - other for one, other in zip(above, below, strict=True))
    count = len(ordered)
    low = math.floor(count / 2 - 0.98 * math.sqrt(count))
    if low < 1:
        raise ValueError("too few values")
    return median(ordered), ordered[low - 1], ordered[count - low]


def milliseconds(seconds: float) -> str:
    """Write a time in milliseconds with about three significant digits."""
    value = seconds * 1000
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.3g}"
