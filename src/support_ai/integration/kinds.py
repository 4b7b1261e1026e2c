"""The files that an import reads and an export writes, in the order in which they depend on each other."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, LiteralString

from support_ai.catalog import staging as catalog
from support_ai.core.staging import Merge, StagedRow
from support_ai.customers import staging as customers
from support_ai.integration import people, trade
from support_ai.integration.models import Context, Row
from support_ai.orders import exporting
from support_ai.orders import staging as orders
from support_ai.orders.policy import order_key
from support_ai.payments import staging as payments

_PLACE = ("address1", "address2", "city", "state", "postal_code", "country")
_LEDGER = replace(
    payments.PAYMENTS,
    prepare=orders.PREPARE_PAYMENTS + payments.PAYMENT_LINES,
    problems=orders.PAYMENT_PROBLEMS + payments.PAYMENTS.problems,
)


@dataclass(frozen=True, slots=True)
class Stored:
    """How to look up rows of a file that may be stored already: by which key, and the SQL that returns digests."""

    key: Callable[[Row], str]
    digests: LiteralString


@dataclass(frozen=True, slots=True)
class FileKind:
    """One kind of file: its columns, how a row is read and written, and the SQL that moves them.

    `stored` is there where rows are dear to read, because something of them is sealed. `in_books` says that a row's
    amounts are in the currency in which its order is booked.
    """

    name: str
    columns: tuple[str, ...]
    optional: tuple[str, ...]
    read: Callable[[Row, Context], StagedRow]
    write: Callable[[tuple[Any, ...], Context], Row]
    merge: Merge
    export: LiteralString
    stored: Stored | None = None
    in_books: bool = False


def _customer_id(row: Row) -> str:
    return row["customer_id"].strip()


def _order_key(row: Row) -> str:
    return order_key(row["order_number"])


PAYMENT_METHODS = "payment_methods"
KINDS = (
    FileKind(
        "customers",
        ("customer_id", "name", "email", "phone", *_PLACE),
        (),
        people.read_customer,
        people.write_customer,
        customers.CUSTOMERS,
        customers.EXPORT_CUSTOMERS,
        Stored(_customer_id, customers.STORED_CUSTOMERS),
    ),
    FileKind(
        PAYMENT_METHODS,
        ("payment_method_id", "customer_id", "type", "brand", "last_four", "balance"),
        (),
        people.read_method,
        people.write_method,
        replace(
            customers.PAYMENT_METHODS,
            problems=(*customers.PAYMENT_METHODS.problems, payments.BALANCE_PROBLEM),
        ),
        payments.EXPORT_PAYMENT_METHODS,
        Stored(_customer_id, customers.STORED_METHODS),
    ),
    FileKind(
        "products",
        ("product_id", "product_name", "item_id", "options", "price", "currency", "available"),
        (),
        people.read_product,
        people.write_product,
        catalog.PRODUCTS,
        catalog.EXPORT_PRODUCTS,
    ),
    FileKind(
        "orders",
        ("order_number", "customer_id", "status", "placed_at", "currency", *_PLACE),
        ("shipping", "tax", "discount"),
        trade.read_order,
        trade.write_order,
        orders.ORDERS,
        exporting.EXPORT_ORDERS,
        Stored(_order_key, orders.STORED_ORDERS),
    ),
    FileKind(
        "order_items",
        ("order_number", "line", "item_id", "product_id", "name", "options", "quantity", "unit_price"),
        ("discount",),
        trade.read_item,
        trade.write_item,
        orders.ORDER_ITEMS,
        exporting.EXPORT_ITEMS,
        in_books=True,
    ),
    FileKind(
        "payments",
        ("order_number", "kind", "amount", "payment_method_id", "at"),
        ("line",),
        trade.read_payment,
        trade.write_payment,
        _LEDGER,
        exporting.EXPORT_PAYMENTS,
        in_books=True,
    ),
    FileKind(
        "shipments",
        (
            "order_number",
            "carrier",
            "tracking_number",
            "status",
            "shipped_at",
            "estimated_delivery",
            "delivered_at",
        ),
        ("line", "item_lines"),
        trade.read_shipment,
        trade.write_shipment,
        orders.SHIPMENTS,
        exporting.EXPORT_SHIPMENTS,
    ),
    FileKind(
        "returns",
        (
            "order_number",
            "kind",
            "status",
            "item_ids",
            "new_item_ids",
            "payment_method_id",
            "amount",
            "requested_at",
        ),
        (),
        trade.read_return,
        trade.write_return,
        orders.RETURNS,
        exporting.EXPORT_RETURNS,
        in_books=True,
    ),
)
