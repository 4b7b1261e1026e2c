"""What reports should say, in plain SQL, run as the tables' owner: day by day, order by order, with PostgreSQL's own clock."""

from collections import Counter
from datetime import date
from typing import Any, LiteralString

import psycopg

from tests.conftest import Addresses

Row = tuple[Any, ...]
# By day (None is undated) and currency.
Days = dict[tuple[date | None, str], Counter[str]]

_ORDERS: LiteralString = """
    select (placed_at at time zone %(zone)s)::date, currency, status = 'cancelled', 1,
        (select coalesce(sum(quantity * unit_price_minor), 0) from order_items i where i.order_id = o.order_id),
        (select coalesce(sum(discount_minor), 0) from order_items i where i.order_id = o.order_id),
        shipping_minor, tax_minor, discount_minor
    from orders o
"""
_LEDGER: LiteralString = """
    select ((case when p.at is null then p.booked_at else p.at end) at time zone %(zone)s)::date, p.currency, p.kind,
        p.cause, (select t.kind from payments t where t.order_id = p.order_id and t.line = p.of_line), p.amount_minor
    from payments p
"""


class Truth:
    """Asks the tables past row security."""

    def __init__(self, addresses: Addresses, zone: str) -> None:
        """Take where the tables are, and whose days count."""
        self._url, self._zone = addresses.owner, zone

    def ask(self, statement: LiteralString, **given: object) -> list[Row]:
        """Return the rows of a statement, which knows the zone."""
        options = "-c search_path=support_ai,public"
        with psycopg.connect(self._url, options=options) as connection:
            connection.execute("set session_replication_role = replica")
            return connection.execute(statement, {"zone": self._zone, **given}).fetchall()

    def days(self) -> Days:
        """Return every figure of a financial report."""
        found: Days = {}
        for day, currency, is_cancelled, _, gross, line_off, shipping, tax, off in self.ask(_ORDERS):
            sums = found.setdefault((day, currency), Counter())
            if is_cancelled:
                sums.update(cancelled_orders=1, cancelled_gross_minor=int(gross))
                continue
            costs = int(gross) - int(line_off) + shipping + tax
            sums.update(
                orders=1,
                gross_minor=int(gross),
                discounts_minor=int(line_off) + min(off, costs),
                shipping_minor=shipping,
                tax_minor=tax,
                net_minor=max(0, costs - off),
            )
        for day, currency, kind, cause, reversed_kind, amount in self.ask(_LEDGER):
            sums = found.setdefault((day, currency), Counter())
            if kind == "reversal":
                sums[f"reversed_{reversed_kind}s_minor"] += amount
            else:
                sums[f"{kind}s_minor"] += amount
            if (kind, cause) == ("payment", "reversal"):
                sums["owed_minor"] += amount
            if kind == "refund":
                sums[f"refunds_{cause}"] += amount
        self._gifts(found)
        return found

    def _gifts(self, found: Days) -> None:
        names = {
            "goodwill_credit": "goodwill_credit_minor",
            "price_correction": "price_corrections_minor",
            "shipping": "shipping_adjustments_minor",
        }
        for day, currency, kind, amount in self.ask(
            "select (at at time zone %(zone)s)::date, currency, kind, amount_minor from adjustments"
        ):
            found.setdefault((day, currency), Counter())[names[kind]] += amount
        for day, currency, amount in self.ask(
            "select (booked_at at time zone %(zone)s)::date, currency, amount_minor from balance_entries"
            " where origin = 'shop'"
        ):
            found.setdefault((day, currency), Counter())["balances_minor"] += amount
