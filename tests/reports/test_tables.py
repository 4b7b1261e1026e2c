"""Reports as CSV: amounts with the decimals of their currency, and nothing that a spreadsheet would calculate."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support_ai.reports.tables import amount, harmless, write


@pytest.mark.parametrize(
    "begin", ["=", "+", "-", "@", "\t", "\r", "\n", " =", "\u00a0=", "＝", "＋", "－", "＠"]
)
def test_a_cell_that_would_begin_a_formula_begins_with_an_apostrophe(begin: str) -> None:
    assert harmless(f"{begin}1+1") == f"'{begin}1+1"
    assert write(["name"], [[f"{begin}cmd|' /C calc'!A0"]]).splitlines()[1].lstrip('"').startswith("'")


@given(st.text())
def test_a_table_gives_back_every_text_and_no_cell_of_text_begins_a_formula(text: str) -> None:
    rows = list(csv.reader(io.StringIO(write(["a", "b"], [[text, "x"]]), newline="")))
    assert rows[0] == ["a", "b"]
    assert rows[1] in ([text, "x"], [f"'{text}", "x"])
    assert not rows[1][0].startswith(("=", "+", "-", "@", "\t", "\r"))


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [(-1, "USD", "-0.01"), (123456, "USD", "1234.56"), (500, "JPY", "500"), (-1234567, "KWD", "-1234.567")],
)
def test_an_amount_is_a_number_of_its_currency(minor: int, currency: str, text: str) -> None:
    assert write(["x"], [[amount(minor, currency)]]) == f"x\r\n{text}\r\n"


def test_large_and_small_amounts_are_written_without_an_exponent() -> None:
    assert [str(amount(minor, "CLF")) for minor in (0, 1, 10**20)] == [
        "0.0000",
        "0.0001",
        "10000000000000000.0000",
    ]
