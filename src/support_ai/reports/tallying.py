"""Adds up what the statements of financial reports return: pure arithmetic on periods and currencies."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from support_ai.orders.models import OrderStatus
from support_ai.reports.models import REFUND_CAUSES, Check, FinancialRow, MethodRow, ProductRow
from support_ai.reports.periods import Period
from support_ai.reports.queries import Row

# By period, counted from 1, and currency; 0 is what has no date.
Tally = dict[tuple[int, str], Counter[str]]
_ADJUSTMENTS = {
    "price_correction": "price_corrections",
    "shipping": "shipping_adjustments",
    "goodwill_credit": "goodwill_credit",
    "balances": "balances",
}
# What the rows of a report and the books must agree on.
CHECKED = (
    "payments",
    "refunds",
    "reversed_payments",
    "reversed_refunds",
    "net_cash",
    *_ADJUSTMENTS.values(),
)


def add_heads(tally: Tally, rows: Iterable[Row]) -> None:
    """Add counts, shipping, tax and whole orders' discounts; of cancelled orders the count alone."""
    for period, currency, status, _, count, shipping, tax, discounts in rows:
        sums = tally.setdefault((period, currency), Counter())
        if status == OrderStatus.CANCELLED:
            sums["cancelled_orders"] += count
        else:
            sums.update(orders=count, shipping=int(shipping), tax=int(tax), discounts=int(discounts))


def add_lines(tally: Tally, rows: Iterable[Row]) -> None:
    """Add what lines cost before and what was taken off them; of cancelled orders the former alone."""
    for period, currency, is_cancelled, gross, discounts in rows:
        sums = tally.setdefault((period, currency), Counter())
        if is_cancelled:
            sums["cancelled_gross"] += int(gross)
        else:
            sums.update(gross=int(gross), discounts=int(discounts))


def take_unused(tally: Tally, rows: Iterable[Row]) -> None:
    """Take away what of discounts found nothing to be taken off."""
    for period, currency, is_cancelled, unused in rows:
        if not is_cancelled:
            tally.setdefault((period, currency), Counter())["discounts"] -= int(unused)


def add_money(tally: Tally, rows: Iterable[Row]) -> None:
    """Add rows of the ledger by what they are."""
    for period, currency, kind, cause, amount in rows:
        sums = tally.setdefault((period, currency), Counter())
        sums[f"{kind}s"] += int(amount)
        sums[f"{kind}s_{cause}"] += int(amount)


def add_adjustments(tally: Tally, rows: Iterable[Row]) -> None:
    """Add adjustments by their kind, and what came onto balances."""
    for period, currency, kind, amount in rows:
        tally.setdefault((period, currency), Counter())[_ADJUSTMENTS[kind]] += int(amount)


def net_cash(sums: Counter[str]) -> int:
    """Return what came in less what went out; what a reversal takes back did neither."""
    paid = sums["payments"] - sums["reversed_payments"]
    return paid - (sums["refunds"] - sums["reversed_refunds"])


def net(sums: Counter[str]) -> int:
    """Return what the orders cost."""
    return sums["gross"] - sums["discounts"] + sums["tax"] + sums["shipping"]


def dated(tally: Tally, currency: str) -> Counter[str]:
    """Return the sums of one currency over all periods."""
    whole: Counter[str] = Counter()
    for (period, other), sums in tally.items():
        if period and other == currency:
            whole.update(sums)
    return whole


def financial_row(period: Period | None, currency: str, sums: Counter[str]) -> FinancialRow:
    """Return a row of a report."""
    return FinancialRow(
        first=period and period.first,
        last=period and period.last,
        currency=currency,
        orders=sums["orders"],
        gross_minor=sums["gross"],
        discounts_minor=sums["discounts"],
        tax_minor=sums["tax"],
        shipping_minor=sums["shipping"],
        net_minor=net(sums),
        cancelled_orders=sums["cancelled_orders"],
        cancelled_gross_minor=sums["cancelled_gross"],
        payments_minor=sums["payments"],
        owed_minor=sums["payments_reversal"],
        refunds_minor=sums["refunds"],
        refunds_by_cause={cause.value: sums[f"refunds_{cause.value}"] for cause in REFUND_CAUSES},
        reversed_payments_minor=sums["reversed_payments"],
        reversed_refunds_minor=sums["reversed_refunds"],
        net_cash_minor=net_cash(sums),
        price_corrections_minor=sums["price_corrections"],
        shipping_adjustments_minor=sums["shipping_adjustments"],
        goodwill_credit_minor=sums["goodwill_credit"],
        balances_minor=sums["balances"],
    )


def currencies(tally: Tally) -> list[str]:
    """Return the currencies in alphabetical order."""
    return sorted({currency for _, currency in tally})


def financial_rows(tally: Tally, periods: Sequence[Period]) -> Iterator[FinancialRow]:
    """Yield every period in every currency, and before them what has no date."""
    for currency in currencies(tally):
        if (0, currency) in tally:
            yield financial_row(None, currency, tally[0, currency])
        for number, period in enumerate(periods, 1):
            yield financial_row(period, currency, tally.get((number, currency), Counter()))


def _figure(kind: str) -> str:
    return _ADJUSTMENTS.get(kind, kind)


def check(currency: str, figure: str, reported: int, books: int) -> Check:
    """Return a figure beside what the books say."""
    return Check(currency, figure, reported, books, reported - books)


def checks(tally: Tally, rows: Iterable[Row]) -> Iterator[Check]:
    """Yield every figure beside the books, read as `checking_queries.py` reads them."""
    books: dict[str, Counter[str]] = {currency: Counter() for currency in currencies(tally)}
    for currency, read, amount in rows:
        books.setdefault(currency, Counter())[_figure(read)] += int(amount)
    for currency, sums in sorted(books.items()):
        reported = dated(tally, currency)
        reported["net_cash"] = net_cash(reported)
        sums["net_cash"] = net_cash(sums)
        for figure in CHECKED:
            yield check(currency, figure, reported[figure], sums[figure])


def product_rows(
    sold: Iterable[Row], shares: Iterable[Row], refunded: Iterable[Row], periods: Sequence[Period]
) -> list[ProductRow]:
    """Return products by period, currency and id."""
    found: dict[tuple[int, str, str | None], Counter[str]] = {}
    names: dict[str | None, str] = {}
    for period, currency, product, name, pieces, gross, discounts in sold:
        names[product] = max(names.get(product, ""), name)
        sums = found.setdefault((period, currency, product), Counter())
        sums.update(pieces=int(pieces), gross=int(gross), discounts=int(discounts))
    for period, currency, product, share in shares:
        found.setdefault((period, currency, product), Counter())["discounts"] += int(share)
    for period, currency, product, name, pieces, amount in refunded:
        names.setdefault(product, name or "")
        sums = found.setdefault((period, currency, product), Counter())
        sums.update(refunded_pieces=int(pieces), refunded=int(amount))
    return [
        ProductRow(
            first=periods[period - 1].first if period else None,
            last=periods[period - 1].last if period else None,
            currency=currency,
            product_id=product,
            name=names[product],
            pieces=sums["pieces"],
            gross_minor=sums["gross"],
            discounts_minor=sums["discounts"],
            net_minor=sums["gross"] - sums["discounts"],
            refunded_pieces=sums["refunded_pieces"],
            refunded_minor=sums["refunded"],
        )
        for (period, currency, product), sums in sorted(found.items(), key=lambda one: _place(*one[0]))
    ]


def _place(period: int, currency: str, product: str | None) -> tuple[int, str, bool, str]:
    return period, currency, product is None, product or ""


def method_rows(rows: Iterable[Row], periods: Sequence[Period]) -> list[MethodRow]:
    """Return types of payment methods by period, currency and type, each with its share of what was paid then."""
    found: dict[tuple[int, str, str], Counter[str]] = {}
    paid: Counter[tuple[int, str]] = Counter()
    for period, currency, method, kind, count, amount in rows:
        found.setdefault((period, currency, method), Counter()).update(
            {f"{kind}s": int(amount), f"{kind}_count": count}
        )
        paid[period, currency] += int(amount) if kind == "payment" else 0
    return [
        MethodRow(
            first=periods[period - 1].first,
            last=periods[period - 1].last,
            currency=currency,
            type=method,
            payments=sums["payment_count"],
            payments_minor=sums["payments"],
            share=round(sums["payments"] / paid[period, currency], 6) if paid[period, currency] else None,
            refunds=sums["refund_count"],
            refunds_minor=sums["refunds"],
            reversed_payments_minor=sums["reversed_payments"],
            reversed_refunds_minor=sums["reversed_refunds"],
            net_cash_minor=net_cash(sums),
        )
        for (period, currency, method), sums in sorted(found.items())
    ]
