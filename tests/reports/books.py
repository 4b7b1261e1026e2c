"""A shop of made-up books: orders of awkward kinds with money of every kind, written as the tables' owner."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import LiteralString
from uuid import UUID

import psycopg
from psycopg.types.json import Jsonb

from tests.conftest import Addresses
from tests.reports.desk import write_talk, write_ticket
from tests.reports.pages import Books

CURRENCIES = ("USD", "JPY", "KWD")
CAUSES = ("cancel", "items", "payment_method", "return", "exchange", "refund", "price_correction", "shipping")
_STATUSES = ("pending", "processed", "shipped", "delivered", "delivered", "cancelled", "returned")
_METHODS = ("credit_card", "paypal", "gift_card", "bank_transfer")
_FIRST = 1_000_000


_PERSON: LiteralString = "insert into customers (customer_id, name, name_key, last_name_key, contact) values (%s, 'A', 'a', 'a', '')"
_METHOD: LiteralString = (
    "insert into payment_methods (customer_id, payment_method_id, type, details) values (%s, %s, %s, '')"
)
_ORDER: LiteralString = (
    "insert into orders (order_id, number, order_key, customer_id, status, placed_at, currency, address, shipping_minor,"
    " tax_minor, discount_minor, cancel_reason, archived_at) overriding system value"
    " values (%s, %s, %s, %s, %s, %s, %s, '', %s, %s, %s, %s, %s)"
)
_ITEM: LiteralString = (
    "insert into order_items (order_id, customer_id, line, item_id, product_id, name, options, quantity,"
    " unit_price_minor, discount_minor) values (%s, %s, %s, %s, %s, %s, '', %s, %s, %s)"
)
_PAYMENT: LiteralString = (
    "insert into payments (order_id, customer_id, line, kind, amount_minor, currency, payment_method_id, at,"
    " business_key, cause, of_line, proposal_id, booked_at) values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
)
_PROPOSAL: LiteralString = (
    "insert into proposals (proposal_id, action, subject, customer_id, asked_by, asked_as, state, arguments, preview,"
    " digest, asked_at, expires_at, decided_at, result, needs_role) values (%s, %s, 'order:1', %s, gen_random_uuid(),"
    " 'support_agent', %s, '', '', repeat('0', 64), %s, %s, %s, %s, %s)"
)
_ADJUSTMENT: LiteralString = (
    "insert into adjustments (order_id, customer_id, kind, amount_minor, currency, reason, proposal_id, at)"
    " values (%s, %s, %s, %s, %s, '', %s, %s)"
)
_ENTRY: LiteralString = (
    "insert into balance_entries (customer_id, payment_method_id, amount_minor, currency, origin, business_key,"
    " proposal_id, booked_at) values (%s, %s, %s, %s, %s, %s, %s, %s)"
)
_RETURN: LiteralString = (
    "insert into order_returns (order_id, customer_id, line, kind, status, item_ids, amount_minor, requested_at,"
    " return_id, item_lines, reason) overriding system value values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
)
_SHIPMENT: LiteralString = (
    "insert into shipments (order_id, customer_id, line, carrier, tracking_number, status, shipped_at,"
    " estimated_delivery, delivered_at) values (%s, %s, 1, 'UPS', '', '', %s, %s, %s)"
)


def fill(addresses: Addresses, seed: int, orders: int) -> None:
    """Write a shop's books, the same for the same seed."""
    books = Books(seed)
    for number in range(1, 8):
        books.add(_PERSON, f"C{number}")
        for kind in _METHODS:
            books.add(_METHOD, f"C{number}", kind, kind)
    # Other orders may be there.
    for number in range(_FIRST, _FIRST + orders):
        _write_order(books, number)
    for _ in range(orders // 3):
        write_ticket(books)
        write_talk(books)
    with psycopg.connect(addresses.owner, options="-c search_path=support_ai,public") as connection:
        # Past triggers and foreign keys, as the tables' owner: what the program would refuse may stand there too.
        connection.execute("set session_replication_role = replica")
        for statement, rows in books.rows.items():
            connection.cursor().executemany(statement, rows)


def _write_order(books: Books, number: int) -> None:
    chance, customer = books.random, f"C{number % 7 + 1}"
    currency = chance.choice(CURRENCIES)
    placed_at = None if chance.random() < 0.05 else books.moment()
    status = chance.choice(_STATUSES)
    books.add(
        _ORDER,
        number,
        f"O-{number}",
        f"O-{number}",
        customer,
        status,
        placed_at,
        currency,
        chance.choice((0, 495, 10**13)),
        chance.randint(0, 900),
        chance.choice((0, 0, 1, 777, 50_000, 10**14)),
        chance.choice((None, "no longer needed", "ordered by mistake")) if status == "cancelled" else None,
        books.moment() if chance.random() < 0.1 else None,
    )
    lines = [_write_item(books, number, customer, line) for line in range(1, chance.randint(0, 4) + 1)]
    _write_money(books, number, customer, currency)
    for line in range(1, chance.choice((0, 0, 1, 2)) + 1):
        _write_return(books, (number, customer, line), currency, lines)
    if chance.random() < 0.7:
        began = books.moment()
        came = None if chance.random() < 0.2 else began + timedelta(hours=chance.randint(-5, 300))
        due = None if chance.random() < 0.2 else began + timedelta(hours=chance.randint(0, 200))
        books.add(_SHIPMENT, number, customer, None if chance.random() < 0.1 else began, due, came)


def _write_item(books: Books, order: int, customer: str, line: int) -> int:
    chance = books.random
    quantity, price = chance.randint(1, 5), chance.choice((0, 1, 333, 99_999, 10**12))
    off = chance.choice((0, 0, chance.randint(0, quantity * price)))
    product = f"P{chance.randint(1, 6)}"
    name = "=1+1" if product == "P1" else f"Product {product}"
    books.add(_ITEM, order, customer, line, f"{product}-{line}", product, name, quantity, price, off)
    return line


def _write_money(books: Books, order: int, customer: str, currency: str) -> None:
    """Write payments, some undated, then refunds of every cause, some taken back, and gifts with what they moved."""
    chance = books.random
    for _ in range(chance.randint(0, 3)):
        method = chance.choice((None, *_METHODS))
        at = None if chance.random() < 0.2 else books.moment()
        amount = chance.choice((0, 1, 4_950, 10**12))
        paid = _pay(
            books, (order, customer, currency), ("payment", amount, method, at), ("import", None, None)
        )
        if amount and chance.random() < 0.15:
            _pay(
                books,
                (order, customer, currency),
                ("reversal", amount, method, books.moment()),
                ("reversal", paid, None),
            )
            if chance.random() < 0.5:
                owed = ("payment", 33, None, books.moment())
                _pay(books, (order, customer, currency), owed, ("reversal", paid, None))
        if chance.random() < 0.6:
            cause = chance.choice((*CAUSES[:6], "external"))
            _refund(books, (order, customer, currency), paid, cause, chance.randint(1, 900))
    if chance.random() < 0.3:
        _give(books, order, customer, currency)


def _pay(
    books: Books,
    whose: tuple[int, str, str],
    what: tuple[str, int, str | None, datetime | None],
    why: tuple[str, int | None, UUID | None],
) -> int:
    (order, customer, currency), (cause, of_line, proposal) = whose, why
    line = books.line[order] = books.line.get(order, 0) + 1
    kind, amount, method, at = what
    booked = at or books.moment()
    key = f"{proposal or 'import'}:{line}"
    row = (order, customer, line, kind, amount, currency, method, at, key, cause, of_line, proposal, booked)
    books.add(_PAYMENT, *row)
    if method == "gift_card" and proposal is not None and kind != "reversal":
        signed = amount if kind == "refund" else -amount
        books.add(_ENTRY, customer, method, signed, currency, "shop", key, proposal, booked)
    return line


def _refund(books: Books, whose: tuple[int, str, str], paid: int, cause: str, amount: int) -> None:
    at, method = books.moment(), books.random.choice((None, *_METHODS))
    proposal = None if cause == "external" else _propose(books, whose[1], at, {})
    line = _pay(books, whose, ("refund", amount, method, at), (cause, paid, proposal))
    if books.random.random() < 0.2:
        _pay(books, whose, ("reversal", amount, method, at + timedelta(days=3)), ("reversal", line, None))


def _propose(books: Books, customer: str, at: datetime, result: dict[str, object]) -> UUID:
    proposal, chance = books.uuid(), books.random
    role = chance.choice((None, None, "admin", "owner"))
    state = (
        chance.choice(("committed", "committed", "declined", "awaiting_approval")) if role else "committed"
    )
    decided = None if state == "awaiting_approval" else at
    action = "set_return_status" if result else "refund_order"
    later = at + timedelta(days=chance.choice((1, 10_000)))
    books.add(_PROPOSAL, proposal, action, customer, state, at, later, decided, Jsonb(result), role)
    return proposal


def _give(books: Books, order: int, customer: str, currency: str) -> None:
    kind, amount, at = (
        books.random.choice(("goodwill_credit", "price_correction", "shipping")),
        250,
        books.moment(),
    )
    proposal = _propose(books, customer, at, {})
    books.add(_ADJUSTMENT, order, customer, kind, amount, currency, proposal, at)
    if kind == "goodwill_credit":
        key = f"{proposal}:credit"
        books.add(_ENTRY, customer, "store_credit", amount, currency, "shop", key, proposal, at)
        books.add(_ENTRY, customer, "store_credit", 77, currency, "import", f"opening:{order}", None, at)
    else:
        for part in (100, 150):
            _pay(books, (order, customer, currency), ("refund", part, "gift_card", at), (kind, 1, proposal))


def _write_return(books: Books, place: tuple[int, str, int], currency: str, lines: Sequence[int]) -> None:
    chance, (order, customer, line) = books.random, place
    kind = chance.choice(("return", "return", "exchange"))
    status = chance.choice(("requested", "refunded", "rejected", "closed", "withdrawn"))
    picked = [chance.choice(lines) for _ in range(chance.randint(1, 4))] if lines else []
    asked, number = None if chance.random() < 0.1 else books.moment(), order * 10 + line
    reason = chance.choice((None, "does not fit", "damaged"))
    items = [f"item {piece}" for piece in picked] or ["unknown"]
    books.add(_RETURN, order, customer, line, kind, status, items, 0, asked, number, picked, reason)
    if kind == "return" and status in ("refunded", "closed"):
        at = books.moment()
        proposal = _propose(books, customer, at, {"return_id": number})
        for method in ("credit_card", "gift_card"):
            amount = chance.choice((1, 1_001, 99_999))
            _pay(books, (order, customer, currency), ("refund", amount, method, at), ("return", 1, proposal))
