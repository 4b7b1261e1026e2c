"""What reports say of products, in sentences; every figure is one of the report."""

from collections.abc import Sequence

from support_ai.agent.local.report_tables import several
from support_ai.core.money import format_money
from support_ai.reports.models import ProductRow

NO_SUCH_PRODUCT = (
    "The shop sells no such product. Name one of its products, or say `by product` to see them all."
)


def never_sold(names: Sequence[str], days: str) -> list[str]:
    """Say which products were not sold at all."""
    return [f"No sales at all {days}: {', '.join(names)}."] if names else []


def best(rows: Sequence[ProductRow], days: str, *, worst: bool, refunded: bool) -> list[str]:
    """Say which product stands first."""
    if not rows:
        return [f"Nothing is recorded by product {days}."]
    one = rows[0]
    if refunded:
        amount = format_money(one.refunded_minor, one.currency)
        return [
            f"{one.name} came back most {days}: {several(one.refunded_pieces, 'piece')}, {amount} in refunds."
        ]
    verb = "sold least" if worst else "sold best"
    amount = format_money(one.gross_minor, one.currency)
    return [f"{one.name} {verb} {days}: {several(one.pieces, 'piece')}, {amount} gross."]


def of_product(rows: Sequence[ProductRow], name: str, days: str) -> list[str]:
    """Say how one product sold."""
    if not rows:
        return [f"There are no sales of {name} {days}."]
    return [
        f"{one.name} {days}: {several(one.pieces, 'piece')}, {format_money(one.gross_minor, one.currency)} gross, "
        f"{format_money(one.net_minor, one.currency)} after discounts."
        for one in rows
    ]
