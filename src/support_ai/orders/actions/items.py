"""Other items in an order: `change_order_items`."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from support_ai.access.permission import Permission
from support_ai.catalog.options import read_options, write_options
from support_ai.core.action import Act, Arguments, Preview, Result
from support_ai.core.database import Connection
from support_ai.core.page import Word
from support_ai.core.rule import granted
from support_ai.orders import change_queries
from support_ai.orders.actions.order_action import ItemIds, OrderAction, status_change
from support_ai.orders.changing import offers_of
from support_ai.orders.facts import Facts, Offer
from support_ai.orders.models import OrderItem, OrderStatus
from support_ai.orders.policy import ItemsPlan, Replacement, plan_items, price_of
from support_ai.payments.models import Cause


class ItemsBody(Arguments):
    """Which items give way to which, by position, and what the difference goes to or comes from."""

    item_ids: ItemIds
    new_item_ids: ItemIds
    payment_method_id: Word | None = None


class ItemsArguments(ItemsBody):
    """Of which order."""

    number: Word


class ChangeOrderItems(OrderAction[ItemsPlan]):
    """Replace items of a pending order by other variants of the same product, once; the difference is settled."""

    name = "change_order_items"
    routes = ("POST /orders/{number}/items",)
    noted = "order.change_items"
    body, arguments = ItemsBody, ItemsArguments
    own, others = Permission.OWN_ORDERS_CHANGE, Permission.ORDERS_ACT_FOR_CUSTOMER

    async def decide(
        self, conn: Connection, arguments: ItemsArguments, now: datetime, *, locked: bool
    ) -> ItemsPlan:
        """Return what is replaced and what that costs, or raise the rule that forbids it."""
        facts = await self.read(conn, arguments.number, now, locked=locked)
        offers = await offers_of(conn, arguments.new_item_ids)
        return granted(
            plan_items(facts, arguments.item_ids, arguments.new_item_ids, offers, arguments.payment_method_id)
        )

    def preview(self, plan: ItemsPlan) -> Preview:
        """Say what is replaced by what, and who owes whom."""
        facts = plan.facts
        sentence = f"Change order {facts.number}: {in_words(plan.replacements)}; {difference(facts, plan.owed_minor)}."
        return self.shown(
            facts,
            sentence,
            plan.parts,
            amount_minor=-plan.owed_minor,
            is_once=facts.shop.items.once,
            changes=status_change(facts, OrderStatus.PENDING_ITEM_MODIFIED),
        )

    async def commit(self, conn: Connection, plan: ItemsPlan, act: Act) -> Result:
        """Rewrite the lines, set the status and settle the difference."""
        order = plan.facts.order
        for item in rewritten(order.items, plan.replacements):
            await change_queries.write_line(
                conn, order.order_id, order.customer_id, item, write_options(item.options)
            )
        await change_queries.set_status(conn, order.order_id, OrderStatus.PENDING_ITEM_MODIFIED)
        return await self.move(conn, plan.facts, plan.parts, Cause.ITEMS, act)


def in_words(replacements: Sequence[Replacement]) -> str:
    """Return what is replaced by what."""
    return ", ".join(
        f"{described(one.piece.item.name, one.piece.item.options)} becomes"
        f" {described(one.offer.name, read_options(one.offer.options))}"
        for one in replacements
    )


def described(name: str, options: Sequence[tuple[str, str]]) -> str:
    """Return an item with its options, `Lamp (black, large)`."""
    return f"{name} ({', '.join(value for _, value in options)})" if options else name


def difference(facts: Facts, owed: int) -> str:
    """Return who owes whom how much."""
    if not owed:
        return "the price stays the same"
    return f"{facts.money(owed)} are to be paid" if owed > 0 else f"{facts.money(-owed)} are paid back"


def rewritten(items: Sequence[OrderItem], replacements: Sequence[Replacement]) -> list[OrderItem]:
    """Return the lines that change, and the new ones behind the last.

    A line that is replaced whole by one variant keeps its number; what stays of a line keeps its share of the discount.
    """
    changed: list[OrderItem] = []
    last = max((item.line for item in items), default=0)
    for item in items:
        mine = [one for one in replacements if one.piece.item.line == item.line]
        if not mine:
            continue
        kept = item.quantity - len(mine)
        free = [] if kept else [item.line]
        if kept:
            gone = sum(item.unit_price_minor - price_of(one.piece) for one in mine)
            changed.append(replace(item, quantity=kept, discount_minor=item.discount_minor - gone))
        for offer, count in _counted(mine):
            last += 0 if free else 1
            changed.append(_line(free.pop() if free else last, offer, count))
    return changed


def _counted(replacements: Sequence[Replacement]) -> list[tuple[Offer, int]]:
    counts: dict[str, tuple[Offer, int]] = {}
    for one in replacements:
        _, before = counts.get(one.offer.item_id, (one.offer, 0))
        counts[one.offer.item_id] = (one.offer, before + 1)
    return list(counts.values())


def _line(line: int, offer: Offer, count: int) -> OrderItem:
    options = read_options(offer.options)
    return OrderItem(line, offer.item_id, offer.product_id, offer.name, options, count, offer.price_minor, 0)
