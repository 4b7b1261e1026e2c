"""Map the public Olist data set to the files that `support-ai import` reads: olist.py SOURCE TARGET.

Freight is the order's shipping; times have no zone there and are taken as UTC; people have no names there.
"""

import csv
import sys
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

Row = dict[str, str]
_STATUS = {
    "created": "pending",
    "approved": "pending",
    "processing": "processed",
    "invoiced": "processed",
    "shipped": "shipped",
    "delivered": "delivered",
    "canceled": "cancelled",
    "unavailable": "cancelled",
}
_METHOD = {"credit_card": "credit_card", "boleto": "bank_transfer", "voucher": "voucher"}


def read(source: Path, name: str) -> Iterator[Row]:
    """Return the rows of one file of the data set."""
    with (source / name).open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def write(target: Path, name: str, rows: list[Row]) -> None:
    """Write one file of ours."""
    with (target / name).open("w", encoding="utf-8", newline="") as file:
        output = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        output.writeheader()
        output.writerows(rows)


def utc(text: str) -> str:
    """Return `2018-03-27 18:00:43` as ISO 8601."""
    return f"{text.replace(' ', 'T')}Z" if text else ""


def place(row: Row) -> Row:
    """Return where a customer lives, as far as the data set knows."""
    return {
        "address1": "",
        "address2": "",
        "city": row["customer_city"],
        "state": row["customer_state"],
        "postal_code": row["customer_zip_code_prefix"],
        "country": "BR",
    }


def convert_people(source: Path, target: Path) -> dict[str, Row]:
    """Write the customers and return each order's own record of them, by its id."""
    records = {row["customer_id"]: row for row in read(source, "union_customers.csv")}
    people = {row["customer_unique_id"]: row for row in records.values()}
    head = {"email": "", "phone": ""}
    write(
        target,
        "customers.csv",
        [
            {"customer_id": person, "name": f"Customer {person[:8]}", **head, **place(row)}
            for person, row in sorted(people.items())
        ],
    )
    return records


def convert_products(source: Path, target: Path, items: list[Row]) -> dict[str, str]:
    """Write the products that were sold, at their last price, and return their names."""
    english = {
        row["product_category_name"]: row["product_category_name_english"]
        for row in read(source, "product_category_name_translation.csv")
    }
    prices = {item["product_id"]: item["price"] for item in items}
    names: dict[str, str] = {}
    for row in read(source, "olist_products_dataset.csv"):
        category = english.get(row["product_category_name"], row["product_category_name"]) or "product"
        names[row["product_id"]] = f"{category.replace('_', ' ').capitalize()} {row['product_id'][:6]}"
    for product in prices:
        names.setdefault(product, f"Product {product[:6]}")
    write(
        target,
        "products.csv",
        [
            {
                "product_id": product,
                "product_name": names[product],
                "item_id": product,
                "options": "",
                "price": f"{Decimal(price):.2f}",
                "currency": "BRL",
                "available": "true",
            }
            for product, price in sorted(prices.items())
        ],
    )
    return names


def convert_orders(target: Path, orders: list[Row], records: dict[str, Row], items: list[Row]) -> None:
    """Write the orders and their shipments."""
    freight: defaultdict[str, Decimal] = defaultdict(Decimal)
    for item in items:
        freight[item["order_id"]] += Decimal(item["freight_value"])
    rows: list[Row] = []
    shipments: list[Row] = []
    for order in orders:
        record = records[order["customer_id"]]
        rows.append(
            {
                "order_number": order["order_id"],
                "customer_id": record["customer_unique_id"],
                "status": _STATUS[order["order_status"]],
                "placed_at": utc(order["order_purchase_timestamp"]),
                "currency": "BRL",
                **place(record),
                "shipping": f"{freight[order['order_id']]:.2f}",
                "tax": "0.00",
                "discount": "0.00",
            }
        )
        if order["order_delivered_carrier_date"]:
            shipments.append(
                {
                    "order_number": order["order_id"],
                    "carrier": "",
                    "tracking_number": "",
                    "status": "delivered" if order["order_delivered_customer_date"] else "in_transit",
                    "shipped_at": utc(order["order_delivered_carrier_date"]),
                    "estimated_delivery": utc(order["order_estimated_delivery_date"]),
                    "delivered_at": utc(order["order_delivered_customer_date"]),
                    "line": "1",
                    "item_lines": "",
                }
            )
    write(target, "orders.csv", rows)
    write(target, "shipments.csv", shipments)


def convert_items(target: Path, items: list[Row], names: dict[str, str]) -> None:
    """Write the lines of the orders."""
    write(
        target,
        "order_items.csv",
        [
            {
                "order_number": item["order_id"],
                "line": item["order_item_id"],
                "item_id": item["product_id"],
                "product_id": item["product_id"],
                "name": names[item["product_id"]],
                "options": "",
                "quantity": "1",
                "unit_price": f"{Decimal(item['price']):.2f}",
                "discount": "0.00",
            }
            for item in items
        ],
    )


def convert_payments(source: Path, target: Path, orders: list[Row], records: dict[str, Row]) -> None:
    """Write the payments, and each customer's ways to pay, named by their type."""
    by_id = {order["order_id"]: order for order in orders}
    methods: dict[tuple[str, str], str] = {}
    rows: list[Row] = []
    for payment in read(source, "union_order_payments.csv"):
        order = by_id[payment["order_id"]]
        customer = records[order["customer_id"]]["customer_unique_id"]
        methods[customer, payment["payment_type"]] = _METHOD.get(payment["payment_type"], "other")
        rows.append(
            {
                "order_number": payment["order_id"],
                "kind": "payment",
                "amount": f"{Decimal(payment['payment_value']):.2f}",
                "payment_method_id": payment["payment_type"],
                "at": utc(order["order_approved_at"] or order["order_purchase_timestamp"]),
                "line": payment["payment_sequential"],
            }
        )
    write(target, "payments.csv", rows)
    write(
        target,
        "payment_methods.csv",
        [
            {
                "payment_method_id": method,
                "customer_id": customer,
                "type": kind,
                "brand": "",
                "last_four": "",
                "balance": "",
            }
            for (customer, method), kind in sorted(methods.items())
        ],
    )


def convert(source: Path, target: Path) -> tuple[int, int]:
    """Write every file of ours and return how many orders and lines they hold."""
    target.mkdir(parents=True, exist_ok=True)
    orders = list(read(source, "union_orders.csv"))
    items = list(read(source, "union_order_items.csv"))
    records = convert_people(source, target)
    names = convert_products(source, target, items)
    convert_orders(target, orders, records, items)
    convert_items(target, items, names)
    convert_payments(source, target, orders, records)
    return len(orders), len(items)


def main() -> int:
    """Convert; two folders are expected."""
    source, target = (Path(argument) for argument in sys.argv[1:3])
    orders, items = convert(source, target)
    print(f"{orders} orders, {items} lines written to {target}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
