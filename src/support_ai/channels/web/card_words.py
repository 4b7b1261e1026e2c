"""What a card shows, in words: for those who read a conversation without a screen that draws it."""

from datetime import datetime
from typing import assert_never
from zoneinfo import ZoneInfo

from support_ai.agent.cards import Card, ChoicesCard, OrderCard, ProposalCard, RefundCard
from support_ai.core.money import format_money


def in_words(card: Card, zone: ZoneInfo) -> list[str]:
    """Return a card as lines of text; its days are those of the zone."""
    match card:
        case OrderCard():
            return _order(card, zone)
        case RefundCard():
            amount = format_money(card.amount_minor, card.currency)
            where = f" to {card.method.replace('_', ' ')}" if card.method else ""
            return [f"Refund for order {card.order_number}: {amount}{where}, {_plain(card.state)}"]
        case ProposalCard():
            return [*(change.sentence for change in card.changes), f"This proposal is {_plain(card.state)}."]
        case ChoicesCard():
            return [f"Choices: {', '.join(card.choices)}"]
        case _:
            assert_never(card)


def _order(card: OrderCard, zone: ZoneInfo) -> list[str]:
    lines = [f"Order {card.number}: {_plain(card.status)}, {format_money(card.total_minor, card.currency)}"]
    if card.items:
        lines.append(f"Items: {', '.join(card.items)}")
    if card.delivered_at is not None:
        lines.append(f"Delivered on {_day(card.delivered_at, zone)}")
    elif card.estimated_delivery is not None:
        lines.append(f"Expected on {_day(card.estimated_delivery, zone)}")
    return lines


def _plain(word: str) -> str:
    return str(word).replace("_", " ")


def _day(moment: datetime, zone: ZoneInfo) -> str:
    day = moment.astimezone(zone).date()
    return f"{day.day} {day:%B %Y}"
