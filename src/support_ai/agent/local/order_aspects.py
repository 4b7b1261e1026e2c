"""What somebody asks about an order, and the sentences that answer it. Pure."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from zoneinfo import ZoneInfo

from support_ai.agent.local import wording
from support_ai.agent.local.choices import options
from support_ai.agent.local.entity import EntityType
from support_ai.core.money import format_money
from support_ai.customers.models import Address, PaymentMethod
from support_ai.customers.naming import names_of
from support_ai.orders.models import Order, OrderItem, OrderStatus, Shipment
from support_ai.payments.models import PaymentKind


class Aspect(StrEnum):
    """One thing that may be asked about an order."""

    ADDRESS = "address"
    CARRIER = "carrier"
    COST = "cost"
    PIECE_PRICE = "piece_price"
    PAYMENT = "payment"
    CONTENTS = "contents"
    PLACED = "placed"
    SHIPPED = "shipped"
    SHIPPING_FEE = "shipping_fee"
    DISCOUNT = "discount"
    MADE_UP = "made_up"
    STATUS = "status"


_ASPECTS = {
    Aspect.ADDRESS: r"where (?:does|do|will|would|is|are|'?s) (?:it|that|this|they|these|my [\w ]{1,25}?|the (?!money|refund|cash)[\w ]{1,25}?) (?:now |all )?(?:go\b(?! wrong)|going|end up|be (?:sent|going|delivered)|being (?:sent|delivered)|get (?:sent|delivered))|address(?:es)?\b|(?:which|what) (?:house|place|street|city|country)|(?:where|to whom?|who) .{0,40}\b(?:going to|headed|heading|sent to|shipped to|travel\w*|being (?:sent|delivered|shipped) to)|where (?:did|do|are|will|is) (?:you|u|it|they)[^.?!]{0,30}\b(?:send|ship|sending|shipping|deliver|delivering)\b|where(?:'?s| is| was| will) (?:it|this|that|my \w+) (?:be )?(?:going|delivered|sent|shipped)\b|(?:going|sent|shipped|deliver\w*) to (?:the right|my (?:old|new|work|home)|which|what)",
    Aspect.CARRIER: r"carrier|courier|track\w*|who (?:dropped|handed|left|brought)|who(?:'s|se| is| was| are| will|'ll)?(?: it)?(?: that)? (?:is |was |be |will |gonna |going to )?(?:it )?(?:carr\w+|deliver\w*|bring\w*|ship\w*|transport\w*|drop\w*|handl\w*)|(?:by|with) (?:whom|who|which|what)\b(?! (?:card|account|time|day|date|hour|method|payment|month|week))|ups\b|dhl\b|fedex\b|usps\b|hermes\b|dpd\b|royal mail|(?:shipping|delivery|parcel|postal|logistics?) (?:company|service|firm|provider)|(?:which|what) (?:company|service|post)|how (?:is|was) (?:it|my \w+) (?:being )?(?:sent|shipped)|waybill|consignment|(?:a|the|any) link\b|(?:follow|trace) (?:it|them|my \w+|the \w+)\b",
    Aspect.COST: r"how (?:much|expensive)(?! (?:longer|time))|what did (?:i|it|that|this|the \w+|my \w+) [^.?!]{0,40}?(?:cost|pay|come to)|what (?:was|is|were) (?:the |my )?(?:total|price|cost|amount|sum|bill)|\b(?:total|price|cost|costs|amount|bill|invoice total)\b|(?:did|have) i (?:pay|paid)\b(?! (?:with|by))|i paid for|spend|spent|comes? to\b|came to|set me back|\bsum\b|all in all|in all\b|altogether|\bthe damage\b",
    Aspect.PIECE_PRICE: r"(?:single|each|apiece|per (?!cent|order|month|year|day|week|parcel|customer|person|shipment|email|mail|post|se\b|ups|dhl|fedex)[a-z]+|(?:cost|price|much)\b[^.?!]{0,30}\bone of (?:the|them|those)|one of (?:the|them|those)\b[^.?!]{0,30}\b(?:cost|price)|for (?:just |only )?(?:one|a single)(?: of (?:them|those|these))?(?: (?:pair|piece|item|unit|bottle|shirt|box|pack))?\W*$|a piece|individual(?:ly)?|unit price)\b",
    Aspect.PAYMENT: r"(?:how did i|did i|was it|which (?:card|account|method)|what (?:card|payment method|method)|with what|how was it|how have i)[^.?!]{0,30}(?:pa(?:y|id)|charged|card|billed)|payment method|paid (?:with|by|using)|pay (?:with|by|using)|which card|(?:paid|charged|billed|taken|debited) (?:from|with|to|by|on|off) (?:my|which|what)\b|(?:which|what) (?:card|account|method|payment)[^.?!]{0,20}\b(?:use|used|paid|pay|charge\w*|billed|took|on)\b|paid how",
    Aspect.CONTENTS: r"with what else|how many (?:of (?:the|those|them) )?[\w -]{2,30} (?:did|have|had) i\b|(?:which|what) (?!(?:card|account|method|payment|day|date|time|address|price|order)\b)(?:[\w-]+ ){1,3}(?:did|have|had) i (?:\w+ )?(?:pick\w*|choos\w*|chos\w*|take|took|taken|order\w*|go for|gone for|get|got|buy|bought|end up|select\w*|want\w*)|did i (?:\w+ )?(?:pick|choose|take|order|go for|get|buy|select)\b[^.?!]*\bor\b|(?:anything|something|what|nothing|which things?)(?: else)?(?: (?:is|was|were|there|in (?:it|there|that \w+)))* (?:besides?|other than|apart from|aside from|except(?: for)?|next to|along with|together with|on top of)\b|(?:anything|what|something) else\b[^.?!]{0,30}\b(?:in (?:it|that|this|the|there|my)|order\w*|parcel|package|box|with it|got?|get|buy|bought)\b|\bdescribe (?:it|them|the|what)|(?:which|what)(?: kind| sort| type)?(?: of)? \w+ (?:is|are|was|were) (?:it |now )?(?:on (?:its|the|their) way|coming|being sent|in (?:it|my))|(?:what(?:'s| is| was| were| all)?|which|list|tell me what)[^.?!]{0,40}\b(?:in (?:it|that|this|there|the|my|order|ord)|inside|contain\w*|hold|items?|things|products|buy|bought|purchased?|get|got|order(?:ed)?)\b|contents?\b|(?:is|are|was|were) (?:it|that|they|this) (?:the|a|an|in) \w+|contain\w*|what'?s? (?:i|did i|have i|i've) (?:buy|bought|order\w*|get|got)|items? (?:in|of|are)|how many (?:items|things|pieces|of)|(?:what|which) (?:colou?rs?|sizes?|version|model|strap|material|layout|voltage)\b",
    Aspect.PLACED: r"when (?:did|was|have|had|were) (?:i|it|this|that|the order|my order|they|we|order \S+|ord\S+) ?(?:\S+ )?(?:order|buy|bought|place|purchase|made|make|ordered|placed)|order(?:ed)? date|date of (?:the |my )?(?:order|purchase)|purchase date|what (?:day|date) did i (?:order|buy)|how long ago did i (?:order|buy)",
    Aspect.SHIPPED: r"when (?:was|did|were|has|have) [^.?!]{0,30}\b(?:shipped|ship|sent|send|dispatch\w*|posted|leave|left|go out)\b|(?:ship|dispatch)(?:ping|ped)? date",
    Aspect.SHIPPING_FEE: r"(?:was|is|were) (?:the )?(?:shipping|postage|delivery) (?:free|included|extra|charged)\b|did (?:you|u) charge (?:me )?(?:for )?(?:the )?(?:shipping|postage|delivery)\b|(?:how much|what)[^.?!]{0,25}\b(?:shipping|postage|delivery)(?: (?:cost|fee|charge)s?)?\b(?! (?:address|date))|(?:shipping|delivery) (?:fee|cost|charge)s?|postage|(?:and|what about|how about|plus)\s(?:the )?shipping\W*$",
    Aspect.DISCOUNT: r"discount|coupon|promo|voucher (?:code )?(?:applied|used)|how much (?:did i|have i) save",
    Aspect.MADE_UP: r"why (?:did|do|have|had|was|is|am|were|has)\b(?![^.?!]*\b(?:twice|double|two times|again)\b)[^.?!]{0,50}\b(?:pay|paid|charged?|cost|costs|more (?:than|expensive)|higher|total|billed)\b|where (?:does|did|do|is|are) the (?:rest|difference|extra|other|remaining|missing|additional)\b[^.?!]{0,30}\b(?:come|came|from)\b|what(?:'?s| is| was| are| were) (?:the|that|this|those) (?:extra|rest|difference|remaining|additional|other)\b[^.?!]{0,30}(?:\d|\bfor\b|\babout\b|\?)|(?:made|make|adds?|added) up (?:of|to)\b|made up\b|(?:break ?down|broken down|break (?:it|that|the \w+) down|composed|itemi[sz]\w+)(?! of (?:returns|sales))|how (?:did|do|does) (?:you|u|it|that|the (?:total|sum|price|bill|amount)) (?:get|come|arrive|add up|work out) (?:to|at|up)\b",
    Aspect.STATUS: r"where|status|arriv\w*|deliver(?:y|ed|s)?\b|com(?:e|es|ing)\b(?! to\b(?! (?:me|my|us)\b))|came\b(?! to\b)|late|lost|state|progress|happen\w*|going on|shipped|sent out|gone out|on (?:its|the) way|drop\w* off|turn\w* up|show\w* up|which day|what day|when (?:do|will|can|does|is|are|was|were|did)|posted|dispatch\w*|still nothing|news|update|track\b|eta\b",
}
_OR = re.compile(r"\b(?:is|are|was|were|did|it'?s|which|what)\b.*\bor\b", re.IGNORECASE)
_ARRIVES = re.compile(r"\b(?:arriv\w*|deliver\w*|come|came|status|where)\b", re.IGNORECASE)
# The whole with what was paid for the way is asked for, not that fee alone.
_FEE = r"(?:shipping|postage|delivery|p ?& ?p|post)"
_WITH_SHIPPING = re.compile(
    rf"\b(?:incl\w*|with|plus|and)\.? (?:the )?{_FEE}\b(?! (?:address|date|company))|\b{_FEE} (?:and (?:everything|all)|(?:is |was )?(?:incl\w*|counted in|on top))\b",
    re.IGNORECASE,
)
_PATTERNS = {one: re.compile(rf"(?:\b|^)(?:{pattern})", re.IGNORECASE) for one, pattern in _ASPECTS.items()}


@dataclass(frozen=True, slots=True)
class Clock:
    """The moment of the answer, in the shop's zone."""

    now: datetime
    zone: ZoneInfo

    def day(self, moment: datetime) -> date:
        """Return the shop's day of a moment."""
        return moment.astimezone(self.zone).date()

    def said(self, moment: datetime) -> str:
        """Write the day of a moment as people say it."""
        return wording.day_text(self.day(moment), self.day(self.now))


def aspects(text: str) -> frozenset[Aspect]:
    """Return what a text asks about an order; nothing where it only names one."""
    found = {one for one, pattern in _PATTERNS.items() if pattern.search(text)}
    if _OR.search(text) and sum(one.type is EntityType.OPTION for one in options(text)) > 1:
        # `Is the mat blue or violet?`
        found.add(Aspect.CONTENTS)
    if _WITH_SHIPPING.search(text):
        found |= {Aspect.COST, Aspect.SHIPPING_FEE}
    elif Aspect.SHIPPING_FEE in found:
        found.discard(Aspect.COST)
    if Aspect.PAYMENT in found and not re.search(r"how much", text, re.IGNORECASE):
        found.discard(Aspect.COST)
    if Aspect.ADDRESS in found and not re.search(r"\bwhen\b", text, re.IGNORECASE):
        found.discard(Aspect.STATUS)
    if found & {Aspect.PLACED, Aspect.SHIPPED} and not _ARRIVES.search(text):
        found.discard(Aspect.STATUS)
    if Aspect.MADE_UP in found:
        found -= {
            Aspect.COST,
            Aspect.PIECE_PRICE,
            Aspect.PAYMENT,
            Aspect.CONTENTS,
            Aspect.SHIPPING_FEE,
            Aspect.STATUS,
        }
    return frozenset(found)


def told(
    order: Order,
    asked: frozenset[Aspect],
    things: Sequence[OrderItem],
    clock: Clock,
    methods: Sequence[PaymentMethod] = (),
) -> list[str]:
    """Return sentences for everything asked but the status; `things` are the items that were called by name."""
    lines: list[str] = []
    if {Aspect.COST, Aspect.SHIPPING_FEE} <= asked:
        lines += _cost_with_shipping(order, things)
        asked -= {Aspect.COST, Aspect.SHIPPING_FEE}
    for one in Aspect:
        if one is Aspect.PAYMENT and one in asked:
            lines += _payment(order, methods)
        elif one in asked:
            lines += _sentences(order, one, things, clock)
    return list(dict.fromkeys(lines))


def _sentences(order: Order, asked: Aspect, things: Sequence[OrderItem], clock: Clock) -> list[str]:
    match asked:
        case Aspect.COST:
            return cost(order, things)
        case Aspect.PIECE_PRICE:
            return [_piece(one, order.currency) for one in things or order.items]
        case _:
            tell = _TOLD.get(asked)
            return [] if tell is None else tell(order, clock)


def _address(order: Order, clock: Clock) -> list[str]:
    del clock
    return [f"Order {order.number} goes to {address_text(order.address)}."]


def address_text(address: Address) -> str:
    """Write a postal address in one line."""
    place = " ".join(part for part in (address.state, address.postal_code) if part)
    parts = (address.address1, address.address2, address.city, place, address.country)
    return ", ".join(part for part in parts if part) or "no address"


def contents(order: Order, clock: Clock) -> list[str]:
    """Say what is in an order, with options and prices."""
    del clock
    if not order.items:
        return [f"Order {order.number} holds nothing."]
    each = [
        f"{one.quantity} × {wording.item_text(one)} at {format_money(one.unit_price_minor, order.currency)}"
        for one in order.items
    ]
    return [f"Order {order.number} holds {_and(each)}."]


def cost(order: Order, things: Sequence[OrderItem]) -> list[str]:
    """Say what an order cost, and what was called by name in it."""
    total = format_money(order.total_minor, order.currency)
    lines = [f"The total of order {order.number} is {total}."]
    if things and len(things) < len(order.items):
        lines += [_piece(one, order.currency) for one in things]
    return lines


def _cost_with_shipping(order: Order, things: Sequence[OrderItem]) -> list[str]:
    """Say what an order cost with what its shipping was of it."""
    total, *pieces = cost(order, things)
    if not order.shipping_minor:
        return [total, "There was no charge for shipping.", *pieces]
    fee = format_money(order.shipping_minor, order.currency)
    return [f"{total.rstrip('.')}, with {fee} for shipping included.", *pieces]


def _piece(item: OrderItem, currency: str) -> str:
    price = format_money(item.unit_price_minor, currency)
    return f"The {wording.item_text(item)} is {price}{' each' if item.quantity > 1 else ''}; the order has {item.quantity} of it."


def _carriers(order: Order, clock: Clock) -> list[str]:
    parcels = [one for one in order.shipments if one.carrier or one.tracking_number]
    if not parcels:
        return [f"Order {order.number} has no parcel yet, so there is no tracking number."]
    return [_parcel(order, one, clock) for one in parcels]


def _parcel(order: Order, parcel: Shipment, clock: Clock) -> str:
    carrier = parcel.carrier or "the carrier"
    number = f", tracking number {parcel.tracking_number}" if parcel.tracking_number else ""
    if parcel.delivered_at is not None:
        return f"{carrier} delivered the parcel of order {order.number} {clock.said(parcel.delivered_at)}{number}."
    return f"The parcel of order {order.number} travels with {carrier}{number}."


def _payment(order: Order, methods: Sequence[PaymentMethod]) -> list[str]:
    by_id = names_of(methods)
    paid = [one for one in order.payments if one.kind is PaymentKind.PAYMENT]
    if not paid:
        return [f"I see no payment for order {order.number}."]
    lines: list[str] = []
    for one in paid:
        method = by_id.get(one.payment_method_id or "")
        money = format_money(one.amount_minor, order.currency)
        how = f" with your {method}" if method else ""
        lines.append(f"You paid {money} for order {order.number}{how}.")
    return lines


def _shipped(order: Order, clock: Clock) -> list[str]:
    moments = [one.shipped_at for one in order.shipments if one.shipped_at is not None]
    if not moments:
        return [f"Order {order.number} has not left our warehouse yet."] if order.status in _WAITS else []
    return [f"Order {order.number} left our warehouse {clock.said(max(moments))}."]


def _placed(order: Order, clock: Clock) -> list[str]:
    return (
        [] if order.placed_at is None else [f"You placed order {order.number} {clock.said(order.placed_at)}."]
    )


def _shipping_fee(order: Order, clock: Clock) -> list[str]:
    del clock
    return [f"Shipping was {format_money(order.shipping_minor, order.currency)} for order {order.number}."]


def _discount(order: Order, clock: Clock) -> list[str]:
    del clock
    whole = order.discount_minor + sum(one.discount_minor for one in order.items)
    if not whole:
        return [f"There was no discount on order {order.number}."]
    each = [one.discount_minor for one in (*order.items,) if one.discount_minor]
    if order.discount_minor:
        each.append(order.discount_minor)
    parts = _and([format_money(one, order.currency) for one in each])
    return [f"The discounts on order {order.number}: {parts}."]


def _made_up(order: Order, clock: Clock) -> list[str]:
    """Say what the total of an order is made of."""
    del clock

    def money(minor: int) -> str:
        return format_money(minor, order.currency)

    parts = [
        f"{one.quantity} × {wording.item_text(one)} at {money(one.unit_price_minor)}{' each' if one.quantity > 1 else ''}"
        for one in order.items
    ]
    parts.append(
        f"{money(order.shipping_minor)} for shipping" if order.shipping_minor else "no charge for shipping"
    )
    parts += [f"{money(order.tax_minor)} tax"] if order.tax_minor else []
    less = [one for one in (*(item.discount_minor for item in order.items), order.discount_minor) if one]
    off = f", less {_and([money(one) for one in less])} discount" if less else ""
    return [f"The total of order {order.number} is {money(order.total_minor)}: {_and(parts)}{off}."]


_WAITS = frozenset({OrderStatus.PENDING, OrderStatus.PENDING_ITEM_MODIFIED, OrderStatus.PROCESSED})


def _and(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


_TOLD: Mapping[Aspect, Callable[[Order, Clock], list[str]]] = MappingProxyType(
    {
        Aspect.ADDRESS: _address,
        Aspect.CARRIER: _carriers,
        Aspect.CONTENTS: contents,
        Aspect.PLACED: _placed,
        Aspect.SHIPPED: _shipped,
        Aspect.SHIPPING_FEE: _shipping_fee,
        Aspect.DISCOUNT: _discount,
        Aspect.MADE_UP: _made_up,
    }
)
