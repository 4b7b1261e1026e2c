"""Where money goes to or comes from: one of the customer's own payment methods, or the way it came."""

import re
from collections.abc import Sequence
from dataclasses import replace

from support_ai.agent.brain import Refusal
from support_ai.agent.local import change_words, changing
from support_ai.agent.local.desk import Desk
from support_ai.agent.local.entity import Entity, EntityType
from support_ai.agent.local.facts import Missing
from support_ai.agent.local.going_on import TO_IT
from support_ai.agent.local.kind import Kind
from support_ai.agent.local.memory import Form
from support_ai.agent.local.said import Said, read
from support_ai.customers.models import PaymentMethod, PaymentMethodType
from support_ai.customers.naming import names_of

SLOT = "method"
_ID = re.compile(r"\b(?:credit_card|gift_card|paypal|bank_transfer|voucher|other)_[\w-]+", re.IGNORECASE)
_CARD = re.compile(r"(?<!gift )(?<!gift-)\bcard\b(?! number)", re.IGNORECASE)
_WORDS = r"(?: (?:my|the|our|his|her|your|a|own|old|new|company|credit|business))*\s*$"
# `Take it off my card` charges it there, unless it is the order that is taken off.
_OFF = re.compile(
    rf"\b(?:(?:order|it|this|that|one|purchase|payment) off|away from|don'?t (?:use|charge)|not (?:use|charge)|stop using|than(?: (?:by|with|on|from|via|using|to))?){_WORDS}",
    re.IGNORECASE,
)
_FROM = re.compile(rf"\bfrom{_WORDS}", re.IGNORECASE)
_TO = re.compile(rf"\b(?:to|onto|on|with|by|over to|use|using){_WORDS}", re.IGNORECASE)
ORIGINAL = "original"
_THEIRS = "The customer has no such payment method."
_TYPES = {
    "paypal": PaymentMethodType.PAYPAL,
    "gift_card": PaymentMethodType.GIFT_CARD,
    "bank_transfer": PaymentMethodType.BANK_TRANSFER,
    "voucher": PaymentMethodType.VOUCHER,
    "store_credit": PaymentMethodType.VOUCHER,
    "credit_card": PaymentMethodType.CREDIT_CARD,
}
_BRANDS = {"visa": "visa", "mastercard": "mastercard", "amex": "american express", "apple_pay": "apple pay", "google_pay": "google pay", "klarna": "klarna"}  # fmt: skip


async def back(desk: Desk, form: Form, kind: Kind) -> Form | None:
    """Fill where a return's money goes, if anything is said of it; nothing said is the way it came."""
    del kind
    wish = wished(read(*form.said))
    if form.method is not None or wish is None:
        return form
    return await _own(desk, form, wish)


async def named(desk: Desk, form: Form, kind: Kind) -> Form | None:
    """Fill what an order is to be paid with; ask where nothing is said."""
    del kind
    if form.method is not None:
        return form
    said = read(*form.said)
    wish = wished(said)
    if wish is None and TO_IT.search(said.text):
        # `Switch the order over to it`: what was spoken of before.
        wish = desk.before.last_method
    if wish is not None and wish != ORIGINAL:
        return await _own(desk, form, wish)
    own = await methods(desk, form)
    question = f"Which payment method would you like? There is {change_words.methods(own)}."
    await _ask(desk, form, own, question)
    return None


async def difference(desk: Desk, form: Form, kind: Kind) -> Form | None:
    """Fill what the difference of the prices goes to or comes from; ask only where there is one and several are possible."""
    del kind
    if form.method is not None:
        return form
    wish = wished(read(*form.said))
    if wish is not None:
        return await _own(desk, form, wish)
    gap = await _gap(desk, form)
    if not gap:
        return form
    own = await methods(desk, form)
    if len(own) == 1:
        return replace(form, method=own[0].payment_method_id)
    question = (
        "The new price is higher. What should the difference be charged to"
        if gap > 0
        else "The new price is lower. Where should the difference go"
    )
    await _ask(desk, form, own, f"{question}: {change_words.methods(own)}?")
    return None


async def _gap(desk: Desk, form: Form) -> int:
    """Return whether the new items cost more (1), less (-1) or as much; amounts themselves only previews tell."""
    order = await desk.facts.order(form.order or "")
    if isinstance(order, Missing):
        return 0
    old = {one.item_id: one for one in order.items}
    total = 0
    for item_id, new_id in zip(form.items, form.new_items, strict=False):
        product = await desk.facts.product(old[item_id].product_id) if item_id in old else None
        if product is None or isinstance(product, Refusal):
            continue
        price = next((one.price_minor for one in product.variants if one.item_id == new_id), None)
        total += 0 if price is None else price - old[item_id].unit_price_minor
    return (total > 0) - (total < 0)


async def methods(desk: Desk, form: Form) -> tuple[PaymentMethod, ...]:
    """Return the payment methods of the customer whom the change is for."""
    customer = form.customer
    if desk.is_staff and form.order is not None:
        order = await desk.facts.order(form.order)
        customer = None if isinstance(order, Missing) else order.customer_id
    found = await desk.facts.customer(customer)
    return () if isinstance(found, Refusal) else found.payment_methods


def wished(said: Said) -> str | None:
    """Return the payment method that is named last, and wanted."""
    by_id = _ID.search(said.text)
    if by_id is not None:
        return by_id[0]
    found = _aimed(said)
    cards = [one.start() for one in _CARD.finditer(said.text)]
    is_last = bool(cards and found) and cards[-1] > said.text.rfind("\n") >= found[-1].end
    if is_last or (cards and not said.of(EntityType.PAYMENT)):
        # What was said last counts: `her card then` after a way that she does not have.
        return "credit_card"
    if not found:
        return None
    ending = [one for one in found if one.value.startswith("card ")]
    return (ending or list(found))[-1].value


def _aimed(said: Said) -> list[Entity]:
    """Return the ways to pay that are wanted: not what something is to be taken off, and of `from … to …` the latter."""
    found = [one for one in said.wanted(EntityType.PAYMENT) if not _OFF.search(said.text[: one.start])]
    to = [one for one in found if _TO.search(said.text[: one.start])]
    left = [one for one in found if not _FROM.search(said.text[: one.start])]
    return left if to and left else found


def matching(own: Sequence[PaymentMethod], wish: str) -> list[PaymentMethod]:
    """Return the methods that a word may mean."""
    if "_" in wish and (own_id := [one for one in own if one.payment_method_id.lower() == wish.lower()]):
        return own_id
    if wish.startswith("card "):
        return [one for one in own if one.last_four == wish.removeprefix("card ")]
    if wish in _BRANDS:
        return [one for one in own if one.brand.lower() in (_BRANDS[wish], wish)]
    kind = _TYPES.get(wish)
    return [one for one in own if one.type is kind]


async def _own(desk: Desk, form: Form, wish: str) -> Form | None:
    """Fill the method that a word means among the customer's own; say which there are where it means none, or several."""
    if wish == ORIGINAL:
        return replace(form, method=await _paid_with(desk, form))
    own = await methods(desk, form)
    found = matching(own, wish)
    if len(found) == 1:
        return replace(form, method=found[0].payment_method_id)
    if found:
        await _ask(desk, form, found, f"Which one: {change_words.methods(found)}?")
    elif own:
        await _ask(
            desk,
            form,
            own,
            _none_such(desk),
            f"There is {change_words.methods(own)}. Which one should it be?",
        )
    else:
        changing.stop(desk, _none_such(desk))
    return None


def _none_such(desk: Desk) -> str:
    return _THEIRS if desk.is_staff else change_words.NO_SUCH_METHOD


async def _paid_with(desk: Desk, form: Form) -> str | None:
    order = await desk.facts.order(form.order or "")
    if isinstance(order, Missing) or not order.payments or form.kind == "return_items":
        return None
    return order.payments[0].payment_method_id


async def _ask(desk: Desk, form: Form, own: Sequence[PaymentMethod], *lines: str) -> None:
    await changing.ask(
        desk,
        form,
        SLOT,
        *lines,
        choices=[*names_of(own).values()],
        values=[one.payment_method_id for one in own],
    )
