"""The demo shop as the files of the import format, with every day counted from today."""

import csv
import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

from support_ai.demo.goods import CITIES, FIRST_NAMES, LAST_NAMES, PRODUCTS, STREETS, Product, Variant

TIME_ZONE = "America/New_York"
_OTHERS = 40
_ORDERS = 160
_TODAY_SHARE = 14
_FREE_SHIPPING = Decimal(50)
_SHIPPING = Decimal("4.95")
_SEED = 789
Row = dict[str, str]


@dataclass(slots=True)
class Shop:
    """Rows for each file; `now` is in the shop's own time zone."""

    now: datetime
    files: defaultdict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    generator: random.Random = field(default_factory=lambda: random.Random(_SEED))  # noqa: S311 - a demo

    def at(self, days: int, hour: int) -> datetime:
        """Return an hour of a day counted from today."""
        return datetime.combine(self.now.date() + timedelta(days=days), time(hour), self.now.tzinfo)

    def today_at(self, share: float) -> datetime:
        """Return a moment of today that has passed: 0 is midnight, 1 is now."""
        midnight = datetime.combine(self.now.date(), time(), self.now.tzinfo)
        return (midnight + (self.now - midnight) * share).replace(microsecond=0)

    def add_customer(self, customer_id: str, name: str, email: str, number: int) -> None:
        """Add a customer with an address, a card and a gift card."""
        city, state, postal_code = CITIES[number % len(CITIES)]
        self.files["customers"].append(
            {
                "customer_id": customer_id,
                "name": name,
                "email": email,
                "phone": f"+1212555{1000 + number:04d}",
                "address1": f"{10 + number} {STREETS[number % len(STREETS)]}",
                "address2": "",
                "city": city,
                "state": state,
                "postal_code": postal_code,
                "country": "US",
            }
        )
        methods = (("credit_card", "Visa", f"{4000 + number:04d}", ""), ("gift_card", "", "", "25.00"))
        for kind, brand, last_four, balance in methods:
            self.files["payment_methods"].append(
                {
                    "payment_method_id": f"{kind}_{customer_id}",
                    "customer_id": customer_id,
                    "type": kind,
                    "brand": brand,
                    "last_four": last_four,
                    "balance": balance,
                }
            )

    def add_order(
        self,
        number: str,
        customer_id: str,
        status: str,
        placed: datetime,
        *things: tuple[Product, Variant, int],
    ) -> None:
        """Add an order with its lines and its payment."""
        total = Decimal(0)
        for line, (product, variant, quantity) in enumerate(things, start=1):
            total += Decimal(variant.price) * quantity
            self.files["order_items"].append(
                {
                    "order_number": number,
                    "line": str(line),
                    "item_id": variant.item_id,
                    "product_id": product.product_id,
                    "name": product.name,
                    "options": variant.options,
                    "quantity": str(quantity),
                    "unit_price": variant.price,
                    "discount": "",
                }
            )
        shipping = Decimal(0) if total >= _FREE_SHIPPING else _SHIPPING
        customer = next(row for row in self.files["customers"] if row["customer_id"] == customer_id)
        address = {
            key: customer[key] for key in ("address1", "address2", "city", "state", "postal_code", "country")
        }
        self.files["orders"].append(
            {
                "order_number": number,
                "customer_id": customer_id,
                "status": status,
                "placed_at": placed.isoformat(),
                "currency": "USD",
                **address,
                "shipping": f"{shipping:.2f}",
                "tax": "",
                "discount": "",
            }
        )
        self.files["payments"].append(
            {
                "order_number": number,
                "kind": "payment",
                "amount": f"{total + shipping:.2f}",
                "payment_method_id": f"credit_card_{customer_id}",
                "at": placed.isoformat(),
                "line": "1",
            }
        )

    def add_shipment(self, number: str, shipped: datetime, due: datetime, delivered: datetime | None) -> None:
        """Add the order's parcel."""
        self.files["shipments"].append(
            {
                "order_number": number,
                "carrier": self.generator.choice(("UPS", "FedEx", "DHL")),
                "tracking_number": f"1Z{self.generator.randrange(10**9, 10**10)}",
                "status": "delivered" if delivered else "in_transit",
                "shipped_at": shipped.isoformat(),
                "estimated_delivery": due.isoformat(),
                "delivered_at": delivered.isoformat() if delivered else "",
                "line": "1",
                "item_lines": "",
            }
        )


def _thing(name: str, place: int = 0, quantity: int = 1) -> tuple[Product, Variant, int]:
    product = next(one for one in PRODUCTS if one.name == name)
    return product, product.variants[place], quantity


def build(now: datetime) -> Shop:
    """Return the whole shop as it stands at `now`, in the shop's time zone: ORD-789 arrives tomorrow."""
    shop = Shop(now)
    for product in PRODUCTS:
        for variant in product.variants:
            shop.files["products"].append(
                {
                    "product_id": product.product_id,
                    "product_name": product.name,
                    "item_id": variant.item_id,
                    "options": variant.options,
                    "price": variant.price,
                    "currency": "USD",
                    "available": "true" if variant.available else "false",
                }
            )
    _add_cast(shop)
    _add_others(shop)
    return shop


def _add_cast(shop: Shop) -> None:
    shop.add_customer("CUST-123", "Rohan Sharma", "rohan@example.com", 123)
    shop.add_customer("CUST-456", "Michael Chen", "michael@example.com", 456)
    shop.add_order("ORD-123", "CUST-123", "delivered", shop.at(-40, 10), _thing("Cotton T-Shirt", 2, 2))
    shop.add_shipment("ORD-123", shop.at(-39, 9), shop.at(-36, 18), shop.at(-36, 15))
    shop.add_order(
        "ORD-456",
        "CUST-123",
        "delivered",
        shop.at(-12, 14),
        _thing("Wireless Headphones"),
        _thing("Water Bottle", 1),
    )
    shop.add_shipment("ORD-456", shop.at(-11, 9), shop.at(-8, 18), shop.at(-8, 11))
    shop.add_order("ORD-789", "CUST-123", "shipped", shop.at(-3, 16), _thing("Running Shoes", 4))
    shop.add_shipment("ORD-789", shop.at(-2, 9), shop.at(1, 18), None)
    shop.add_order(
        "ORD-999", "CUST-456", "processed", shop.at(-1, 11), _thing("Smart Watch"), _thing("Yoga Mat", 1)
    )


def _add_others(shop: Shop) -> None:
    generator = shop.generator
    for number in range(_OTHERS):
        first = FIRST_NAMES[number % len(FIRST_NAMES)]
        last = LAST_NAMES[(number * 5) % len(LAST_NAMES)]
        shop.add_customer(f"CUST-{1000 + number}", f"{first} {last}", f"customer{number}@example.com", number)
    for number in range(_ORDERS):
        age = 0 if number % _TODAY_SHARE == 0 else generator.randrange(1, 120)
        placed = shop.today_at(generator.random()) if age == 0 else shop.at(-age, generator.randrange(8, 22))
        things = [
            (product, generator.choice(product.variants), generator.randrange(1, 3))
            for product in generator.sample(PRODUCTS, generator.randrange(1, 4))
        ]
        name = f"ORD-{2000 + number}"
        status = "pending" if age == 0 else "shipped" if age < 4 else "delivered"
        if number % 17 == 5:
            status = "cancelled"
        shop.add_order(name, f"CUST-{1000 + number % _OTHERS}", status, placed, *things)
        if status in ("shipped", "delivered"):
            due = shop.at(4 - age, 18)
            shop.add_shipment(name, shop.at(1 - age, 9), due, due if status == "delivered" else None)


def write(shop: Shop, directory: Path) -> None:
    """Write the files of the import format."""
    for name, rows in shop.files.items():
        with (directory / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, fieldnames=list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
