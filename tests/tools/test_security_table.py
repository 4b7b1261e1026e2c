"""The security table finds the tests of its rows, and holds what they say."""

import pytest

from tools.security_table import ROWS, Row, found_tests, page, shown_by

_SOURCE = """
import pytest

pytestmark = [pytest.mark.deep, pytest.mark.row("J5")]


def test_A1_a_hash() -> None: ...


@pytest.mark.row("B6", "B7")
async def test_a_refresh() -> None: ...


def helper_C1_of_a_test() -> None: ...
"""


def test_rows_are_found_by_name_by_marker_and_by_module() -> None:
    assert set(shown_by(_SOURCE)) == {
        ("A1", "test_A1_a_hash"),
        ("J5", "test_A1_a_hash"),
        ("B6", "test_a_refresh"),
        ("B7", "test_a_refresh"),
        ("J5", "test_a_refresh"),
    }


def test_the_page_has_every_row_and_this_repository_has_tests_for_many() -> None:
    written = page()
    assert all(f"| {row} |" in written for row in ("A1", "B9", "C7", "D7", "E9", "F8", "K9"))
    assert len(found_tests()) > 30
    assert ROWS.name in written


@pytest.mark.parametrize(
    ("table", "tests", "status"),
    [
        ({}, {"a": 1}, "shown"),
        ({}, {}, "open"),
        ({"later": "comes with production"}, {}, "later: comes with production"),
        ({"later": "comes with production"}, {"a": 1}, "shown"),
        ({"partly": "but for one"}, {"a": 1}, "partly: but for one"),
        ({"manual": "looked at by hand"}, {}, "manual: looked at by hand"),
    ],
)
def test_a_row_says_how_far_it_is_shown(table: dict[str, object], tests: dict[str, int], status: str) -> None:
    assert Row.of("A1", {"asks": "a hash", "asvs": ["11.4.2"], **table}).shown(tests) == status


@pytest.mark.parametrize("more", [{"status": "done"}, {"later": "x", "manual": "y"}, {"asvs": "11.4.2"}])
def test_a_row_that_says_something_else_is_refused(more: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="A1"):
        Row.of("A1", {"asks": "a hash", "asvs": [], **more})
