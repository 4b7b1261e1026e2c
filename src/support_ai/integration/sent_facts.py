"""Records as they are sent become rows as files hold them."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Generic, TypeVar, cast

from pydantic import BaseModel, JsonValue, ValidationError

from support_ai.core.http import of_validation
from support_ai.integration.fact_schemas import CustomerIn, OrderIn, ProductIn
from support_ai.integration.facts import Note, Sent, SentRow
from support_ai.integration.models import BadValueError, Row
from support_ai.orders.policy import order_key

T = TypeVar("T", bound=BaseModel)
# The parts of an order, by the file in which they would stand.
_PARTS: Mapping[str, str] = {
    "items": "order_items",
    "shipments": "shipments",
    "payments": "payments",
    "returns": "returns",
}


class Resource(Generic[T]):
    """One kind of record: what it is called, its schema, the field of its id, how its rows are told."""

    def __init__(self, file: str, schema: type[T], id_field: str, rows: Callable[[str, T], Sent]) -> None:
        """Name the file in which its own row would stand."""
        self.file, self.schema, self.id_field, self._rows = file, schema, id_field, rows

    def sent(self, said: T, record_id: str | None = None) -> Sent | Note:
        """Return a record; `record_id` is the one that its address names, which it need not repeat."""
        own: str | None = getattr(said, self.id_field)
        chosen = own if record_id is None else record_id
        if chosen is None:
            return Note(self.id_field, "is missing")
        if own is not None and own.strip() != chosen.strip():
            return Note(self.id_field, "is another one than that of the address")
        try:
            return self._rows(chosen.strip(), said)
        except BadValueError as error:
            return Note(error.field, error.reason)

    def of_many(self, element: JsonValue) -> Sent | Note:
        """Return one of many records, or what is wrong with it."""
        try:
            return self.sent(self.schema.model_validate(element))
        except ValidationError as error:
            if not isinstance(element, dict):
                return Note("record", "is not a JSON object")
            found = of_validation(error.errors())
            return Note(found.field or "record", found.message.partition(": ")[2])


def _cell(name: str, value: object) -> str:
    """Return a value as it stands in a file."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case StrEnum():
            return value.value
        case list():
            return ";".join(_part(name, part) for part in cast("list[object]", value))
        case _:
            return str(value)


def _part(name: str, part: object) -> str:
    if ";" in str(part):
        raise BadValueError(name, "holds an id with a `;`")
    return str(part)


def _row(said: BaseModel, given: Mapping[str, str], *, path: str = "", without: frozenset[str]) -> Row:
    cells = {
        name: _cell(f"{path}.{name}" if path else name, value) for name, value in said if name not in without
    }
    return {**cells, **given}


def _order(number: str, said: OrderIn) -> Sent:
    given = {"order_number": number}
    row = _row(said, given, without=frozenset(_PARTS))
    rows = {"orders": [SentRow("", row)]}
    for part, file in _PARTS.items():
        told: list[BaseModel] | None = getattr(said, part)
        if told is not None:
            paths = [f"{part}.{place}" for place in range(len(told))]
            rows[file] = [
                SentRow(path, _row(one, given, path=path, without=frozenset()))
                for path, one in zip(paths, told, strict=True)
            ]
    return Sent(number, order_key(number), rows)


def _customer(customer_id: str, said: CustomerIn) -> Sent:
    row = _row(said, {"customer_id": customer_id}, without=frozenset())
    return Sent(customer_id, customer_id, {"customers": [SentRow("", row)]})


def _product(product_id: str, said: ProductIn) -> Sent:
    given = {"product_id": product_id, "product_name": said.product_name}
    rows = [
        SentRow(f"variants.{place}", _row(variant, given, without=frozenset()))
        for place, variant in enumerate(said.variants)
    ]
    return Sent(product_id, product_id, {"products": rows})


ORDERS = Resource("orders", OrderIn, "order_number", _order)
CUSTOMERS = Resource("customers", CustomerIn, "customer_id", _customer)
PRODUCTS = Resource("products", ProductIn, "product_id", _product)
