import os

import pytest

from bench.figures import median_difference, milliseconds, percentile, percentile_ratio
from bench.processor import processor_seconds


def test_a_percentile_is_a_value_that_was_read() -> None:
    values = [float(value) for value in range(100, 0, -1)]
    assert percentile(values, 0.5) == 50
    assert percentile(values, 0.99) == 99
    assert percentile(values, 1) == 100
    assert percentile([7.0], 0.01) == 7


def test_a_moment_of_noise_does_not_spoil_a_ratio() -> None:
    below = [1.0] * 2000
    above = [1.1] * 1800 + [50.0] * 200
    assert percentile_ratio(above, below, 0.95) == pytest.approx(1.1)
    with pytest.raises(ValueError, match="too few"):
        percentile_ratio(above[:10], below[:10], 0.5)


@pytest.mark.parametrize(("seconds", "written"), [(0.000416, "0.416"), (0.0136, "13.6"), (5.06, "5060")])
def test_times_are_written_in_milliseconds(seconds: float, written: str) -> None:
    assert milliseconds(seconds) == written


def test_the_processor_time_of_this_process_only_grows() -> None:
    before = processor_seconds(os.getpid())
    assert sum(number * number for number in range(1_000_000)) > 0
    assert processor_seconds(os.getpid()) >= before > 0


def test_a_difference_comes_with_the_interval_in_which_its_median_lies() -> None:
    below = [float(number % 7) for number in range(1, 101)]
    above = [value + number for number, value in enumerate(below, 1)]
    assert median_difference(above, below) == (50.5, 40, 61)
    with pytest.raises(ValueError, match="too few"):
        median_difference([1.0] * 3, [1.0] * 3)
