"""How the money of a change is called in a yes to it: its amount, its methods, and words for what comes back or is charged."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from support_ai.agent.consent_words import phrase
from support_ai.agent.restating_things import Group
from support_ai.core.action import Direction, Movement, Preview
from support_ai.core.money import format_money
from support_ai.customers.naming import ENDING

_METHODS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "credit_card": ("card", "credit card", "creditcard"),
        "paypal": ("paypal", "pay pal"),
        "gift_card": ("gift card", "giftcard"),
        "bank_transfer": ("bank account", "bank transfer"),
        "voucher": ("store credit", "voucher"),
    }
)
MONEY = (
    *("money", "money back", "refund", "refund me", "refund it", "refund her", "refund him", "refund them"),
    *(
        f"{verb}{who} {whose} money{back}"
        for verb in ("send", "give", "pay", "put", "refund", "return")
        for who in ("", " me", " her", " him", " them")
        for whose in ("the", "my", "her", "his", "their")
        for back in ("", " back")
    ),
)
_BACK = ("pay back", "pay it back", "back", *MONEY)
_PAYS_BACK = frozenset({"cancel_order", "return_items", "refund_order", "adjust_order"})


def of_money(preview: Preview) -> Iterator[str]:
    """Yield the amount as people write it, and words for money that comes back, or is charged."""
    yield from sums(preview)
    if any(one.direction is Direction.CHARGE for one in preview.movements):
        # `Pay me the difference` is the other way round.
        owed = ("it", "the difference", *(f"{the}{one}" for one in sums(preview) for the in ("", "the ")))
        yield from ("charge", "charge me", "charge the difference")
        yield from (
            f"{who}pay {one}" for who in ("", "i'll ", "i will ", "i ", "she'll ", "he'll ") for one in owed
        )
    is_back = any(one.direction is Direction.REFUND for one in preview.movements)
    # `Change it back` is no yes to a change whose difference is paid back.
    if is_back and preview.action in _PAYS_BACK:
        yield from _BACK


def sums(preview: Preview) -> Iterator[str]:
    """Yield the amount as people write it, where there is but one."""
    currency = preview.currency or ""
    amounts = {abs(preview.amount_minor)} if preview.amount_minor else set[int]()
    is_one = len(preview.movements) == 1 or preview.action == "change_order_payment"
    moved = {one.amount_minor for one in preview.movements}
    amounts |= moved if is_one and len(moved) == 1 else set()
    for minor in amounts:
        written = format_money(minor, currency)
        plain = written.strip("$\u20ac\u00a3\u00a5\u20b9 ")
        shorts = {plain, plain.replace(",", "")}
        shorts |= {one.removesuffix(".00") for one in shorts}
        for short in shorts:
            yield from (short, f"full {short}", written.replace(plain, short), f"{short} {currency}")
            yield from (f"{short} {word}" for word in (("dollars", "bucks") if currency == "USD" else ()))
            yield from (f"full {short} {word}" for word in (("dollars",) if currency == "USD" else ()))


def methods(action: str, movements: Sequence[Movement]) -> Group:
    """Return how the methods are called; where two are of one kind, that kind tells nothing. What is left is no new method."""
    counted = Counter(one.method for one in movements)
    brands = Counter(_brand(one) for one in movements)
    if action == "change_order_payment":
        movements = [one for one in movements if one.direction is Direction.CHARGE]
    return tuple(
        frozenset(
            {
                *(_METHODS.get(one.method, ()) if counted[one.method] == 1 else ()),
                *(f"same {name}" for name in _METHODS.get(one.method, ()) if counted[one.method] == 1),
                *(
                    f"{where}{name}{instead}"
                    for name in _METHODS.get(one.method, ())
                    for where in ("", "from ", "from my ", "off ", "off my ", "from her ", "from his ")
                    for instead in ("", " instead")
                    if action == "change_order_payment"
                ),
                *([phrase(one.payment_method_id)] if one.payment_method_id else []),
                *(phrase(name) for name in _named(one, has_own_brand=brands[_brand(one)] == 1)),
            }
        )
        for one in movements
    )


def _brand(one: Movement) -> str:
    return one.name.partition(ENDING)[0]


def _named(one: Movement, *, has_own_brand: bool) -> Iterator[str]:
    """Yield what its owner calls a method: by its last digits, and by its brand alone where no other has that."""
    brand, _, digits = one.name.partition(ENDING)
    if digits:
        yield from (one.name, f"{brand} {digits}", f"card{ENDING}{digits}", f"one{ENDING}{digits}")
    if brand and has_own_brand:
        yield from (brand, f"{brand} card")
