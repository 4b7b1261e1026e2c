import pytest
from hypothesis import given
from hypothesis import strategies as st

from support_ai.core.money import MoneyError, decimal_text, format_money, parse_money
from support_ai.core.page import CursorInvalidError, Page, decode_cursor, encode_cursor, page_of


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("10", "USD", 1000),
        ("10.5", "USD", 1050),
        ("-0.01", "EUR", -1),
        ("10.500", "USD", 1050),
        ("500", "JPY", 500),
        ("1.234", "KWD", 1234),
    ],
)
def test_a_decimal_becomes_minor_units_of_its_currency(text: str, currency: str, minor: int) -> None:
    assert parse_money(text, currency) == minor


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("", "USD"),
        ("1.234", "USD"),
        ("0.5", "JPY"),
        ("1,50", "EUR"),
        ("1e3", "USD"),
        ("٣", "USD"),
        ("NaN", "USD"),
        ("1", "XXQ"),
        ("9" * 13, "USD"),
    ],
)
def test_what_is_no_amount_is_refused(text: str, currency: str) -> None:
    with pytest.raises(MoneyError):
        parse_money(text, currency)


@given(st.integers(1 - 10**12, 10**12 - 1), st.sampled_from(["USD", "JPY", "KWD", "BRL"]))
def test_what_is_written_reads_back_the_same(minor: int, currency: str) -> None:
    assert parse_money(decimal_text(minor, currency), currency) == minor


def test_people_read_amounts_with_their_sign() -> None:
    assert format_money(5000, "USD") == "$50.00"
    assert format_money(-123456, "BRL") == "-R$1,234.56"
    assert format_money(1500, "JPY") == "¥1,500"
    assert format_money(5, "CHF") == "CHF 0.05"


def test_a_page_has_a_cursor_only_where_there_is_more() -> None:
    assert page_of([1, 2, 3], 2, str) == Page((1, 2), "2")
    assert page_of([1, 2], 2, str) == Page((1, 2), None)


@pytest.mark.parametrize(
    "cursor", ["x", "é", "W10", encode_cursor("a"), encode_cursor(1, "a"), encode_cursor("\x00", 1)]
)
def test_a_cursor_that_is_not_ours_is_refused(cursor: str) -> None:
    assert decode_cursor(encode_cursor("a", 1), (str, int)) == ("a", 1)
    with pytest.raises(CursorInvalidError):
        decode_cursor(cursor, (str, int))
