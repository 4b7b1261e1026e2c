"""Rows of orders.csv and of the files that hang on it: read, checked, sealed, and written back."""

from typing import Any

from support_ai.core.money import decimal_text
from support_ai.core.staging import StagedRow
from support_ai.customers.contact import open_address, seal_address
from support_ai.customers.models import Address
from support_ai.integration import values
from support_ai.integration.models import BadValueError, Context, Row
from support_ai.integration.people import address, address_columns, digest
from support_ai.orders.models import OrderStatus, ReturnKind
from support_ai.orders.policy import order_key
from support_ai.payments.models import PaymentKind

_STATUSES = frozenset(OrderStatus)
# A file tells what came of it all: what was taken back is not in it.
_KINDS = frozenset({PaymentKind.PAYMENT, PaymentKind.REFUND})
_RETURN_KINDS = frozenset(ReturnKind)


def key_of(row: Row) -> str:
    """Return the form under which the row's order is stored."""
    key = order_key(values.key(row, "order_number"))
    if not key:
        raise BadValueError("order_number", "is empty")
    return key


def read_order(row: Row, context: Context) -> StagedRow:
    """Return an order with its address sealed."""
    key, number = key_of(row), values.key(row, "order_number")
    customer_id = values.key(row, "customer_id")
    status = values.choice(row, "status", _STATUSES)
    placed_at = values.time(row, "placed_at", context.zone)
    code, place = values.currency(row, "currency"), address(row)
    amounts = [
        values.money(values.optional_decimal(row, field), field, code)
        for field in ("shipping", "tax", "discount")
    ]
    contents = (number, customer_id, status, placed_at, code)
    mark = digest(context, "orders", *contents, *place, *amounts)
    sealed = None if mark in context.known else seal_address(context.keys, "orders", key, Address(*place))
    return (key, mark, *contents, sealed, *amounts)


def write_order(row: tuple[Any, ...], context: Context) -> Row:
    """Return an order as the file writes it."""
    number, customer_id, status, placed_at, code, key, sealed, shipping, tax, discount = row
    head = {
        "order_number": number,
        "customer_id": customer_id,
        "status": status,
        "placed_at": values.time_text(placed_at),
        "currency": code,
    }
    amounts = {
        "shipping": decimal_text(shipping, code),
        "tax": decimal_text(tax, code),
        "discount": decimal_text(discount, code),
    }
    return head | address_columns(open_address(context.keys, "orders", key, sealed)) | amounts


def read_item(row: Row, context: Context) -> StagedRow:
    """Return a line of an order."""
    key = key_of(row)
    contents = (
        values.integer(row, "line"),
        values.item_key(row, "item_id"),
        values.key(row, "product_id"),
        values.name(row, "name", values.PRODUCT_NAME_BYTES),
        values.options(row, "options"),
        values.integer(row, "quantity", values.MOST_PIECES),
        values.decimal(row, "unit_price"),
        values.optional_decimal(row, "discount"),
    )
    return (key, digest(context, "order_items", key, *contents), *contents)


def write_item(row: tuple[Any, ...], _context: Context) -> Row:
    """Return a line of an order as the file writes it."""
    number, line, item_id, product_id, name, options, quantity, price, discount, code = row
    return {
        "order_number": number,
        "line": str(line),
        "item_id": item_id,
        "product_id": product_id,
        "name": name,
        "options": options,
        "quantity": str(quantity),
        "unit_price": decimal_text(price, code),
        "discount": decimal_text(discount, code),
    }


def read_payment(row: Row, context: Context) -> StagedRow:
    """Return a row of the ledger."""
    key = key_of(row)
    contents = (
        values.choice(row, "kind", _KINDS),
        values.decimal(row, "amount"),
        values.optional_key(row, "payment_method_id"),
        values.time(row, "at", context.zone),
    )
    return (key, digest(context, "payments", key, *contents), values.line(row), *contents)


def write_payment(row: tuple[Any, ...], _context: Context) -> Row:
    """Return a row of the ledger as the file writes it."""
    number, kind, amount, code, method_id, at, line = row
    return {
        "order_number": number,
        "kind": kind,
        "amount": decimal_text(amount, code),
        "payment_method_id": method_id or "",
        "at": values.time_text(at),
        "line": str(line),
    }


def read_shipment(row: Row, context: Context) -> StagedRow:
    """Return a parcel."""
    key = key_of(row)
    contents = (
        values.text(row, "carrier").strip(),
        values.text(row, "tracking_number").strip(),
        values.word(row, "status").lower(),
        values.time(row, "shipped_at", context.zone),
        values.time(row, "estimated_delivery", context.zone),
        values.time(row, "delivered_at", context.zone),
    )
    item_lines = values.lines(row, "item_lines")
    return (
        key,
        digest(context, "shipments", key, *contents, item_lines),
        values.line(row),
        *contents,
        item_lines,
    )


def write_shipment(row: tuple[Any, ...], _context: Context) -> Row:
    """Return a parcel as the file writes it."""
    number, carrier, tracking_number, status, shipped_at, estimated, delivered_at, line, item_lines = row
    return {
        "order_number": number,
        "carrier": carrier,
        "tracking_number": tracking_number,
        "status": status,
        "shipped_at": values.time_text(shipped_at),
        "estimated_delivery": values.time_text(estimated),
        "delivered_at": values.time_text(delivered_at),
        "line": str(line),
        "item_lines": ";".join(str(item_line) for item_line in item_lines),
    }


def read_return(row: Row, context: Context) -> StagedRow:
    """Return a return or an exchange."""
    key = key_of(row)
    contents = (
        values.choice(row, "kind", _RETURN_KINDS),
        values.word(row, "status").lower(),
        values.words(row, "item_ids"),
        values.words(row, "new_item_ids"),
        values.optional_key(row, "payment_method_id"),
        values.decimal(row, "amount", signed=True),
        values.time(row, "requested_at", context.zone),
    )
    return (key, digest(context, "returns", key, *contents), *contents)


def write_return(row: tuple[Any, ...], _context: Context) -> Row:
    """Return a return or an exchange as the file writes it."""
    number, kind, status, item_ids, new_item_ids, method_id, amount, code, requested_at, _line = row
    return {
        "order_number": number,
        "kind": kind,
        "status": status,
        "item_ids": ";".join(item_ids),
        "new_item_ids": ";".join(new_item_ids),
        "payment_method_id": method_id or "",
        "amount": decimal_text(amount, code),
        "requested_at": values.time_text(requested_at),
    }
