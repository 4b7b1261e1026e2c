"""Payments of the shop's back end into the ledger: added once, never changed, flagged where they break a rule of ours."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from support_ai.core.database import Connection
from support_ai.customers.queries import types_of_methods
from support_ai.integration import values
from support_ai.integration.fact_merging import Line
from support_ai.integration.facts import Flag, Note
from support_ai.integration.models import BadValueError, Context, Row
from support_ai.integration.trade import key_of, read_payment
from support_ai.orders.fact_queries import OrderBooks, books_of
from support_ai.orders.models import OrderStatus
from support_ai.payments.external import BookedRow, Due, ExternalRow, Meeting, flags, in_turn, meet
from support_ai.payments.external_queries import add_external, booked_rows
from support_ai.payments.models import Books, PaymentKind
from support_ai.payments.models import Method as OwnMethod
from support_ai.payments.policy import is_gift_card

PAYMENTS = "payments"
_BOOKED = "was booked otherwise, and what is booked never changes"


@dataclass(frozen=True, slots=True)
class _Ledger:
    """One order's books, what is booked there, and which of the customer's methods are gift cards."""

    books: OrderBooks
    booked: Sequence[BookedRow]
    methods: Mapping[str, bool]


async def add_payments(conn: Connection, lines: Iterable[Line], context: Context) -> None:
    """Add rows to the ledger and tell each record what became of them. The caller holds the orders' rows."""
    by_order: dict[str, list[Line]] = {}
    for line in lines:
        by_order.setdefault(key_of(line.sent.row), []).append(line)
    found = await books_of(conn, list(by_order))
    booked = await booked_rows(conn, [books.order_id for books in found.values()])
    types = await types_of_methods(conn, [books.customer_id for books in found.values()])
    for key, sent in by_order.items():
        if key not in found:
            # The order itself could not stay.
            continue
        books = found[key]
        methods = {
            method: is_gift_card(OwnMethod(method, kind))
            for (customer, method), kind in types.items()
            if customer == books.customer_id
        }
        await _add(conn, _Ledger(books, booked[books.order_id], methods), sent, context)


async def _add(conn: Connection, ledger: _Ledger, sent: Sequence[Line], context: Context) -> None:
    rows: list[tuple[Line, ExternalRow]] = []
    for line in sent:
        try:
            rows.append((line, _read(line.sent.row, ledger, context)))
        except BadValueError as error:
            line.tally.refuse(line.sent.field(error.field), error.reason)
    new: list[ExternalRow] = []
    for (line, row), met in zip(rows, meet([row for _, row in rows], ledger.booked), strict=True):
        if met is Meeting.CONTRADICTS:
            line.tally.conflicts.append(Note(line.sent.path, _BOOKED))
        elif met is Meeting.NEW:
            new.append(row)
    if not new:
        return
    books, tally = ledger.books, sent[0].tally
    new, held = in_turn(new), [row.payment for row in ledger.booked]
    cards = frozenset(method for method, is_card in ledger.methods.items() if is_card)
    broken = flags(new, held, Due(books.status is OrderStatus.CANCELLED, books.total_minor, cards))
    added = list(zip(new, broken, strict=True))
    whose = Books(books.order_id, books.customer_id, books.currency)
    await add_external(conn, whose, added, max((row.line for row in held), default=0) + 1)
    tally.written[PAYMENTS] += len(new)
    tally.flags += [Flag(row.external_id, rule.id) for row, rule in added if rule is not None]


def _read(row: Row, ledger: _Ledger, context: Context) -> ExternalRow:
    """Return one row; BadValueError says what is wrong with it."""
    currency = ledger.books.currency
    external_id = values.key(row, "external_id")
    _, digest, _, kind, amount, method, at = read_payment(row, context)
    if row["currency"].strip() and values.currency(row, "currency") != currency:
        raise BadValueError("currency", f"the order is booked in {currency}")
    if method is not None and method not in ledger.methods:
        raise BadValueError("payment_method_id", f"the customer has no payment method {method}")
    return ExternalRow(
        external_id,
        PaymentKind(str(kind)),
        values.money(str(amount), "amount", currency),
        None if method is None else str(method),
        None if at is None else datetime.fromisoformat(str(at)),
        bytes(digest) if isinstance(digest, bytes) else b"",
    )
