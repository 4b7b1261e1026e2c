"""By product and by payment method: what orders/amounts.py and the ledger say, one order and one row at a time."""

from collections import Counter
from datetime import date
from typing import Any

import pytest

from support_ai.core.database import Database
from support_ai.orders.amounts import largest_remainder
from support_ai.reports.models import FinancialReport, Group, MethodRow, ProductRow
from support_ai.reports.periods import Step
from tests.conftest import Addresses, Cast
from tests.reports.books import fill
from tests.reports.test_financial import in_zone, read
from tests.reports.truth import Truth

Key = tuple[date | None, str, str | None]


def _sold(truth: Truth) -> dict[Key, Counter[str]]:
    """Return what was sold by day, currency and product; orders' discounts as the policies of changes share them out."""
    found: dict[Key, Counter[str]] = {}
    for day, currency, off, lines in truth.ask(
        "select (o.placed_at at time zone %(zone)s)::date, o.currency, o.discount_minor, json_agg(json_build_array("
        " i.product_id, i.quantity, i.unit_price_minor, i.discount_minor) order by i.line)"
        " from orders o join order_items i using (order_id) where o.status <> 'cancelled' group by o.order_id"
    ):
        nets = [quantity * price - line_off for _, quantity, price, line_off in lines]
        shares = largest_remainder(min(off, sum(nets)), nets)
        for (product, quantity, price, line_off), share in zip(lines, shares, strict=True):
            found.setdefault((day, currency, product), Counter()).update(
                pieces=quantity, gross_minor=quantity * price, discounts_minor=line_off + share
            )
    return found


def _refunded(truth: Truth) -> dict[Key, Counter[str]]:
    """Return what was paid back for returns, split over the pieces by their prices."""
    found: dict[Key, Counter[str]] = {}
    for day, currency, amount, pieces in truth.ask(
        "select (coalesce(min(p.at), min(p.booked_at)) at time zone %(zone)s)::date, p.currency, sum(p.amount_minor)::bigint,"
        " (select json_agg(json_build_array(i.product_id, i.unit_price_minor) order by l.place)"
        "  from order_returns r, unnest(r.item_lines) with ordinality l (line, place), order_items i"
        "  where r.return_id = (q.result ->> 'return_id')::bigint and i.order_id = r.order_id and i.line = l.line)"
        " from payments p join proposals q using (proposal_id) where p.cause = 'return' and p.kind = 'refund'"
        " group by q.proposal_id, p.currency"
    ):
        known: list[list[Any]] = pieces or [[None, 0]]
        for (product, _), part in zip(
            known, largest_remainder(amount, [price for _, price in known]), strict=True
        ):
            found.setdefault((day, currency, product), Counter()).update(
                refunded_minor=part, refunded_pieces=int(product is not None)
            )
    return found


def _sum(found: dict[Key, Counter[str]], row: ProductRow) -> Counter[str]:
    whole: Counter[str] = Counter()
    for (day, currency, product), one in found.items():
        if (currency, product) == (row.currency, row.product_id) and (
            day is row.first is None or (day and row.first and row.last and row.first <= day <= row.last)
        ):
            whole.update(one)
    return whole


@pytest.mark.parametrize("where", [("Asia/Kolkata", None), ("America/New_York", Step.MONTH)])
async def test_products_are_sold_discounted_and_refunded_as_the_policies_share_it_out(
    database: Database, addresses: Addresses, accounts: None, cast: Cast, where: tuple[str, Step | None]
) -> None:
    zone, step = where
    fill(addresses, 21, 200)
    in_zone(addresses, zone)
    report = await read(database, cast, Group.PRODUCT, by=step)
    check_products(report, Truth(addresses, zone))
    rows = [row for row in report.rows if isinstance(row, ProductRow)]
    assert sum(row.refunded_pieces for row in rows) > 20
    assert report.reconciliation.balances, report.reconciliation.checks
    figures = {one.figure for one in report.reconciliation.checks}
    assert {"products_gross", "products_refunded"} <= figures


def check_products(report: FinancialReport, truth: Truth) -> None:
    """Fail where a product was sold, discounted or refunded otherwise than order by order."""
    sold, refunded = _sold(truth), _refunded(truth)
    keys: set[Key] = set()
    for row in report.rows:
        assert isinstance(row, ProductRow)
        wanted = _sum(sold, row) + _sum(refunded, row)
        names = ("pieces", "gross_minor", "discounts_minor", "refunded_pieces", "refunded_minor")
        assert +Counter({name: getattr(row, name) for name in names}) == wanted, row
        assert row.net_minor == row.gross_minor - row.discounts_minor
        keys.add((row.first, row.currency, row.product_id))
    assert len(keys) == len(report.rows)
    assert {key[1:] for key in keys} == {
        (currency, product)
        for day, currency, product in (*sold, *refunded)
        if day is None or report.first <= day <= report.last
    }


async def test_payment_methods_have_their_share_of_what_was_paid(
    database: Database, addresses: Addresses, accounts: None, cast: Cast
) -> None:
    fill(addresses, 22, 200)
    in_zone(addresses, "Australia/Lord_Howe")
    report = await read(database, cast, Group.PAYMENT_METHOD)
    check_methods(report, Truth(addresses, "Australia/Lord_Howe"))
    assert len(report.rows) >= 15
    assert report.reconciliation.balances


def check_methods(report: FinancialReport, truth: Truth) -> None:
    """Fail where a type of payment methods moved something else than its rows say."""
    found: dict[tuple[str, str], Counter[str]] = {}
    for currency, method, kind, amount in truth.ask(
        "select p.currency, coalesce((select m.type from payment_methods m where m.customer_id = p.customer_id"
        " and m.payment_method_id = p.payment_method_id), 'unknown'), p.kind || coalesce('_of_' || (select t.kind"
        " from payments t where t.order_id = p.order_id and t.line = p.of_line and p.kind = 'reversal'), ''),"
        " p.amount_minor from payments p where (coalesce(p.at, p.booked_at) at time zone %(zone)s)::date"
        " between %(first)s and %(last)s",
        first=report.first,
        last=report.last,
    ):
        found.setdefault((currency, method), Counter()).update({kind: amount, f"{kind} rows": 1})
    assert len(report.rows) == len(found)
    for row in report.rows:
        assert isinstance(row, MethodRow)
        one = found[row.currency, row.type]
        paid = sum(other["payment"] for (currency, _), other in found.items() if currency == row.currency)
        assert (row.first, row.last) == (report.first, report.last)
        assert (row.payments, row.payments_minor) == (one["payment rows"], one["payment"])
        assert (row.refunds, row.refunds_minor) == (one["refund rows"], one["refund"])
        assert row.reversed_payments_minor == one["reversal_of_payment"]
        assert row.reversed_refunds_minor == one["reversal_of_refund"]
        assert row.share == round(one["payment"] / paid, 6)
