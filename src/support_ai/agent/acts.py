"""Kinds of what can be done for a customer, and which of them an action's commit makes true."""

import re
from collections.abc import Collection, Mapping
from enum import StrEnum
from types import MappingProxyType


class Act(StrEnum):
    """A kind of deed that sentences speak of; `any` is said where the words do not tell which."""

    REFUND = "refund"
    CANCEL = "cancel"
    CHANGE = "change"
    EXCHANGE = "exchange"
    RETURN = "return"
    DELETE = "delete"
    CREDIT = "credit"
    CHARGE = "charge"
    SEND = "send"
    ESCALATE = "escalate"
    ANY = "any"


# What follows from the commit of an action: a cancelled order is refunded too, what is exchanged is sent.
_FOLLOWS: Mapping[str, tuple[Act, ...]] = MappingProxyType(
    {
        "cancel_order": (Act.CANCEL, Act.REFUND, Act.CREDIT),
        "change_order_address": (Act.CHANGE, Act.SEND),
        "change_order_payment": (Act.CHANGE, Act.REFUND, Act.CHARGE, Act.CREDIT),
        "change_order_items": (Act.CHANGE, Act.EXCHANGE, Act.REFUND, Act.CHARGE, Act.CREDIT),
        "return_items": (Act.RETURN, Act.REFUND, Act.SEND, Act.CREDIT),
        "exchange_items": (
            Act.EXCHANGE,
            Act.RETURN,
            Act.CHANGE,
            Act.REFUND,
            Act.CHARGE,
            Act.SEND,
            Act.CREDIT,
        ),
        "withdraw_return": (Act.RETURN, Act.CANCEL, Act.CHANGE),
        "change_customer_address": (Act.CHANGE,),
        "set_return_status": (Act.RETURN, Act.CHANGE, Act.EXCHANGE),
        "set_order_status": (Act.CHANGE, Act.SEND),
        "archive_order": (Act.DELETE,),
        "refund_order": (Act.REFUND, Act.CREDIT),
        "adjust_order": (Act.CREDIT, Act.REFUND, Act.CHANGE),
        "hand_over": (Act.ESCALATE,),
        "open_ticket": (Act.ESCALATE,),
    }
)
# How a status, a kind of payment or a cause in what a tool returned is spoken of.
_STATES: Mapping[str, tuple[Act, ...]] = MappingProxyType(
    {
        "cancelled": (Act.CANCEL,),
        "cancel": (Act.CANCEL,),
        "pending_item_modified": (Act.CHANGE, Act.EXCHANGE),
        "processed": (Act.SEND,),
        "shipped": (Act.SEND,),
        "delivered": (Act.SEND,),
        "in_transit": (Act.SEND,),
        "return_requested": (Act.RETURN,),
        "returned": (Act.RETURN,),
        "return": (Act.RETURN,),
        "exchange_requested": (Act.EXCHANGE,),
        "exchanged": (Act.EXCHANGE,),
        "exchange": (Act.EXCHANGE,),
        "refund": (Act.REFUND, Act.CREDIT),
        "refunded": (Act.REFUND, Act.CREDIT),
        "payment": (Act.CHARGE,),
        "goodwill_credit": (Act.CREDIT,),
        "waiting": (Act.ESCALATE,),
        "colleague": (Act.ESCALATE,),
    }
)


def acts_of(names: Collection[str]) -> frozenset[Act]:
    """Return the kinds that may be spoken of once these were done: names of actions, or kinds themselves.

    An unknown name stands for the kinds whose words it holds, `send_code` for sending.
    """
    found: set[Act] = set()
    for name in names:
        found.update(_FOLLOWS.get(name, [act for act in Act if act.value in name]))
    return frozenset(found)


# An address is changed by these alone; whatever else was changed, it is not.
_OF_ADDRESS = frozenset({"change_order_address", "change_customer_address", Act.CHANGE.value})
_ADDRESS = re.compile(
    r"\b(?:address(?:es)?|adress\w*|adresse?s?|anschrift\w*|lieferadresse\w*|direcci[oó]n(?:es)?|endere[cç]os?|morada|indirizz[oi]|adres(?:sen)?|pata)\b|पत[ाे]|عنوان"
)
_OF_PAYMENT = frozenset({"change_order_payment", Act.CHANGE.value})
_PAYMENT = re.compile(
    r"\bpayment (?:method|card)s?\b|\bzahlungs(?:art|weise|mittel|methode)\w*\b|\bm[eé]todos? de pag[oa]\w*\b|"
    r"\b(?:moyen|mode) de paiement\b|\bforma de pagamento\b|\bmetodo di pagamento\b|\bbetaal(?:methode|wijze)\b|भुगतान|طريقة الدفع"
)
_ITEMS = re.compile(
    r"\b(?:items?|sizes?|colou?rs?|artikeln?|gr[oö](?:ß|ss)e|farbe|art[ií]culos?|tallas?|articles?|taille|itens|tamanho|articol[oi]|taglia|artikelen|maat)\b"
)
# What goes to an address, or leaves it as it is, says of something else that it was changed.
_STAYS = re.compile(
    r"\b(?:(?:sent|goes|going|delivered|shipped|comes) to|same|stays?|remains?|unchanged|still|not|no|igual|misma|bleibt|gleich\w*|unverändert|même|reste|mesm[oa]|stess[oa]|zelfde|blijft)\b"
)


def is_of_another(sentence: str, names: Collection[str]) -> bool:
    """Tell whether a small sentence says that a thing was changed where only other things were: by names of actions, or kinds.

    An address must be among them wherever it is named; of the way of payment and the items one is enough.
    """
    if _STAYS.search(sentence) is not None:
        return False
    if _ADDRESS.search(sentence) is not None:
        return not _OF_ADDRESS.intersection(names)
    is_of_payment, is_of_items = _PAYMENT.search(sentence) is not None, _ITEMS.search(sentence) is not None
    if is_of_items and not (_OF_ADDRESS | _OF_PAYMENT).issuperset(names):
        return False
    if is_of_payment and _OF_PAYMENT.intersection(names):
        return False
    return (is_of_payment or is_of_items) and Act.CHANGE.value not in names


_ORDER = re.compile(
    r"\b(?:orders?|bestellung(?:en)?|pedidos?|commandes?|encomendas?|ordin[ei]|bestelling(?:en)?)\b|ऑर्डर|طلب"
)
_OF_ORDER = frozenset({"cancel_order", Act.CANCEL.value})
_RETURN = re.compile(
    r"\b(?:returns?|exchanges?|rück(?:gabe|sendung)|retoure|umtausch|devoluci[oó]n|cambio|retours?|échange|devolução|troca|reso|ruil\w*)\b|वापसी|إرجاع"
)


def acts_told_of(sentence: str, names: Collection[str]) -> frozenset[Act]:
    """Return the kinds that a small sentence may speak of once these were done: what was done to one thing is said of no other.

    Who changed items changed no address; who withdrew a return cancelled no order.
    """
    allowed = acts_of(names)
    if is_of_another(sentence, names):
        allowed -= {Act.CHANGE}
    is_of_order = _ORDER.search(sentence) is not None and _RETURN.search(sentence) is None
    if is_of_order and not _OF_ORDER.intersection(names):
        allowed -= {Act.CANCEL}
    return allowed


def acts_in_state(state: str) -> tuple[Act, ...]:
    """Return the kinds that a thing in this state has behind it."""
    return _STATES.get(state.casefold(), ())
