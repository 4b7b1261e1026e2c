"""What the demo shop sells, and the names of its other customers."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Variant:
    """One item: its options in the import format, its price in dollars, whether it is in stock."""

    item_id: str
    options: str
    price: str
    available: bool = True


@dataclass(frozen=True, slots=True)
class Product:
    """One product with its variants."""

    product_id: str
    name: str
    variants: tuple[Variant, ...]


def _variants(product_id: str, *rows: tuple[str, str]) -> tuple[Variant, ...]:
    return tuple(
        Variant(f"{product_id}-{n}", options, price) for n, (options, price) in enumerate(rows, start=1)
    )


PRODUCTS = (
    Product(
        "P-100", "Wireless Headphones", _variants("P-100", ("color=black", "89.00"), ("color=white", "89.00"))
    ),
    Product(
        "P-101",
        "Cotton T-Shirt",
        _variants(
            "P-101",
            *[(f"size={size};color={color}", "19.90") for size in "SML" for color in ("navy", "sand")],
        ),
    ),
    Product(
        "P-102", "Running Shoes", _variants("P-102", *[(f"size={size}", "74.50") for size in range(38, 46)])
    ),
    Product("P-103", "Desk Lamp", _variants("P-103", ("color=brass", "45.00"), ("color=black", "42.00"))),
    Product(
        "P-104", "Coffee Grinder", _variants("P-104", ("voltage=110 V", "59.00"), ("voltage=230 V", "59.00"))
    ),
    Product("P-105", "Backpack", _variants("P-105", ("color=green", "64.00"), ("color=grey", "64.00"))),
    Product(
        "P-106", "Smart Watch", _variants("P-106", ("strap=leather", "199.00"), ("strap=silicone", "179.00"))
    ),
    Product("P-107", "Yoga Mat", _variants("P-107", ("color=violet", "29.00"), ("color=blue", "29.00"))),
    Product("P-108", "Water Bottle", _variants("P-108", ("size=500 ml", "14.50"), ("size=750 ml", "17.50"))),
    Product(
        "P-109", "Mechanical Keyboard", _variants("P-109", ("layout=US", "119.00"), ("layout=UK", "119.00"))
    ),
    Product(
        "P-110", "Bluetooth Speaker", _variants("P-110", ("color=red", "49.00"), ("color=black", "49.00"))
    ),
    Product(
        "P-111",
        "Wool Blanket",
        _variants("P-111", ("size=130 × 180 cm", "69.00"), ("size=150 × 200 cm", "84.00")),
    ),
)
FIRST_NAMES = [
    "Ana",
    "Ben",
    "Carla",
    "David",
    "Elif",
    "Farid",
    "Grace",
    "Hugo",
    "Ines",
    "Jonas",
    "Kenji",
    "Laura",
    "Mateo",
    "Nadia",
    "Oscar",
    "Priya",
    "Quentin",
    "Rosa",
    "Samuel",
    "Tara",
]
LAST_NAMES = [
    "Almeida",
    "Berg",
    "Costa",
    "Dubois",
    "Evans",
    "Fischer",
    "García",
    "Haddad",
    "Ivanova",
    "Jensen",
    "Kim",
    "Lopez",
    "Meyer",
    "Nakamura",
]
STREETS = ["Oak Street", "Maple Avenue", "Cedar Lane", "Hill Road", "Lake View", "Station Road", "Park Row"]
CITIES = (
    ("Austin", "TX", "78701"),
    ("Boston", "MA", "02108"),
    ("Chicago", "IL", "60601"),
    ("Denver", "CO", "80202"),
    ("Portland", "OR", "97201"),
    ("Seattle", "WA", "98101"),
)
