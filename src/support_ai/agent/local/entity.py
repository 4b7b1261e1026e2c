"""A piece of a message that names something: its kind, what it stands for, and where it is written."""

from dataclasses import dataclass
from enum import StrEnum


class EntityType(StrEnum):
    """What kind of thing a piece of text names; beside each, what its value looks like."""

    ORDER_NUMBER = "order_number"  # `ORD-789`, `W2378156`
    CUSTOMER_NUMBER = "customer_number"  # `CUST-456`
    TICKET_NUMBER = "ticket_number"  # `T-12`
    RETURN_NUMBER = "return_number"  # `R-12`
    EMAIL = "email"  # lower case
    PHONE = "phone"  # as written
    CODE = "code"  # always empty: a one-time code is never kept
    ADDRESS = "address"  # as written; `postal.read_address` takes it apart
    POSTAL_CODE = "postal_code"  # `90210`, `SW1A 1AA`
    NAME = "name"  # a person, as written
    PLACE = "place"  # `latest`, `previous`, `next`, `other`, `oldest`, `2`
    PRONOUN = "pronoun"  # `it`, `that`, `them`
    DAYS = "days"  # `yesterday`, `last 7 days`, `may`, `1 march/5 march`; `periods.days_between` reckons it
    GROUPING = "grouping"  # `day`, `week`, `month`, `product`, `reason`
    AMOUNT = "amount"  # `45.00 EUR`, `45.00`, `10%`
    ITEM = "item"  # a noun phrase without its article: `black desk lamp`, `blue one`
    QUANTITY = "quantity"  # `2`, `all`, `both`, `half`
    OPTION = "option"  # `blue`, `xl`, `42`, `500 ml`, `leather`
    COMPARISON = (
        "comparison"  # `bigger`, `smaller`, `cheaper`, `cheapest`, `dearer`, `dearest`, `same`, `different`
    )
    PAYMENT = (
        "payment"  # `paypal`, `gift_card`, `credit_card`, `visa`, `card 4242`, `bank_transfer`, `original`
    )
    REASON = "reason"  # `no longer needed`, `ordered by mistake`, `damaged`, `does not fit`, …
    STATUS = "status"  # an order's status
    NEGATION = "negation"  # `not the lamp`, `instead of the lamp`: what stands in it is what is not wanted
    CORRECTION = "correction"  # `I meant`, `no,`, `sorry,`
    SCOPE = "scope"  # `only` or `except`; the latter's piece reaches over what is excepted


@dataclass(frozen=True, slots=True)
class Entity:
    """A piece of the text from `start` to before `end`, and what it stands for."""

    type: EntityType
    value: str
    start: int
    end: int

    def within(self, other: "Entity") -> bool:
        """Tell whether this piece lies in another."""
        return other.start <= self.start and self.end <= other.end
