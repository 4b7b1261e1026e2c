"""Map the Northwind sample shop to the files that `support-ai import` reads: northwind.py SOURCE TARGET.

A line's discount is a fraction there and an amount here; freight is the order's shipping; days are taken as UTC.
"""

import csv
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

Row = dict[str, str]
_CENT = Decimal("0.01")


def read(source: Path, name: str) -> Iterator[Row]:
    """Return the rows of one file of the sample."""
    with (source / name).open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def write(target: Path, name: str, rows: list[Row]) -> None:
    """Write one file of ours."""
    with (target / name).open("w", encoding="utf-8", newline="") as file:
        output = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        output.writeheader()
        output.writerows(rows)


def day(text: str) -> str:
    """Return `7/4/1996` as ISO 8601, nothing where there is no day."""
    if text in ("", "NULL"):
        return ""
    read_day = datetime.strptime(text.partition(" ")[0], "%m/%d/%Y").replace(tzinfo=UTC)
    return read_day.isoformat().replace("+00:00", "Z")


def cents(amount: Decimal) -> str:
    """Return an amount with two decimals, halves rounded up."""
    return str(amount.quantize(_CENT, ROUND_HALF_UP))


def known(text: str) -> str:
    """Return a value, nothing where the sample says NULL."""
    return "" if text == "NULL" else text


def convert_people(source: Path, target: Path) -> None:
    """Write the customers."""
    write(
        target,
        "customers.csv",
        [
            {
                "customer_id": row["CustomerID"],
                "name": row["ContactName"],
                "email": "",
                "phone": known(row["Phone"]),
                "address1": row["Address"],
                "address2": row["CompanyName"],
                "city": row["City"],
                "state": known(row["Region"]),
                "postal_code": known(row["PostalCode"]),
                "country": row["Country"],
            }
            for row in read(source, "Customers.csv")
        ],
    )


def convert_products(source: Path, target: Path) -> dict[str, str]:
    """Write the products and return their names."""
    products = list(read(source, "Products.csv"))
    write(
        target,
        "products.csv",
        [
            {
                "product_id": row["ProductID"],
                "product_name": row["ProductName"],
                "item_id": row["ProductID"],
                "options": "",
                "price": cents(Decimal(row["UnitPrice"])),
                "currency": "USD",
                "available": "false" if row["Discontinued"] in ("1", "True", "true") else "true",
            }
            for row in products
        ],
    )
    return {row["ProductID"]: row["ProductName"] for row in products}


def convert_orders(source: Path, target: Path) -> None:
    """Write the orders and their shipments."""
    shippers = {row["ShipperID"]: row["CompanyName"] for row in read(source, "Shippers.csv")}
    orders: list[Row] = []
    shipments: list[Row] = []
    for row in read(source, "Orders.csv"):
        shipped = day(row["ShippedDate"])
        orders.append(
            {
                "order_number": row["OrderID"],
                "customer_id": row["CustomerID"],
                "status": "delivered" if shipped else "processed",
                "placed_at": day(row["OrderDate"]),
                "currency": "USD",
                "address1": row["ShipAddress"],
                "address2": row["ShipName"],
                "city": row["ShipCity"],
                "state": known(row["ShipRegion"]),
                "postal_code": known(row["ShipPostalCode"]),
                "country": row["ShipCountry"],
                "shipping": cents(Decimal(row["Freight"])),
                "tax": "0.00",
                "discount": "0.00",
            }
        )
        if shipped:
            shipments.append(
                {
                    "order_number": row["OrderID"],
                    "carrier": shippers[row["ShipVia"]],
                    "tracking_number": "",
                    "status": "delivered",
                    "shipped_at": shipped,
                    "estimated_delivery": day(row["RequiredDate"]),
                    "delivered_at": "",
                    "line": "1",
                    "item_lines": "",
                }
            )
    write(target, "orders.csv", orders)
    write(target, "shipments.csv", shipments)


def convert_items(source: Path, target: Path, names: dict[str, str]) -> None:
    """Write the lines of the orders, numbered within each."""
    lines: dict[str, int] = {}
    rows: list[Row] = []
    for row in read(source, "Order_Details.csv"):
        lines[row["OrderID"]] = lines.get(row["OrderID"], 0) + 1
        gross = Decimal(row["UnitPrice"]) * int(row["Quantity"])
        rows.append(
            {
                "order_number": row["OrderID"],
                "line": str(lines[row["OrderID"]]),
                "item_id": row["ProductID"],
                "product_id": row["ProductID"],
                "name": names[row["ProductID"]],
                "options": "",
                "quantity": row["Quantity"],
                "unit_price": cents(Decimal(row["UnitPrice"])),
                "discount": cents(gross * Decimal(row["Discount"])),
            }
        )
    write(target, "order_items.csv", rows)


def main() -> int:
    """Write every file; two folders are expected."""
    source, target = (Path(argument) for argument in sys.argv[1:3])
    target.mkdir(parents=True, exist_ok=True)
    convert_people(source, target)
    names = convert_products(source, target)
    convert_orders(source, target)
    convert_items(source, target, names)
    print(f"Northwind written to {target}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
