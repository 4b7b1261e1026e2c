"""How a change that waits is the form that it was made of, and back."""

from collections.abc import Mapping, Sequence
from typing import cast

from pydantic import JsonValue

from support_ai.agent.local.memory import Form
from support_ai.agent.models import Change

ADDRESS = ("address1", "address2", "city", "state", "postal_code", "country")


def form_of(change: Change) -> Form:
    """Return the form of a change that waits for a yes."""
    told = change.arguments
    has_address = "address1" in told
    number, return_id, amount = told.get("number"), told.get("return_id"), told.get("amount")
    return Form(
        kind=change.action,
        order=number if isinstance(number, str) else None,
        items=_words(told.get("item_ids")),
        new_items=_words(told.get("new_item_ids")),
        method=_word(told.get("payment_method_id")),
        reason=_word(told.get("reason")),
        address={name: str(told.get(name) or "") for name in ADDRESS} if has_address else None,
        amount_minor=amount if isinstance(amount, int) else None,
        status=_word(told.get("status")) or _word(told.get("kind")),
        return_id=return_id if isinstance(return_id, int) else None,
        customer=_word(told.get("customer_id")),
        told=told,
    )


def _words(value: JsonValue) -> tuple[str, ...]:
    return tuple(str(one) for one in cast("Sequence[JsonValue]", value)) if isinstance(value, list) else ()


def _word(value: JsonValue) -> str | None:
    return value if isinstance(value, str) else None


def without_nothing(arguments: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    """Return arguments without those that say nothing."""
    return {name: value for name, value in arguments.items() if value is not None}
