"""What the local brain says. Facts come as values; every sentence that people read stands here."""

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from support_ai.agent.cards import OrderCard
from support_ai.agent.tools.customers import CustomerRecord
from support_ai.core.money import format_money
from support_ai.customers.models import CustomerProfile, PaymentMethod
from support_ai.orders.models import DaySummary, Order, OrderItem, OrderStatus, OrderSummary

OWN_ORDERS_ONLY = "I can only show you your own orders. Would you like to see your order history?"
KNOWN = (
    "Thank you, you are signed in. What would you like to know? I can look up your orders and their arrival."
)
NO_RECORD = (
    "I find no customer record with your e-mail address, so there are no orders that I can show you. "
    "If you ordered with another address, please sign in with that one."
)
UNKNOWN = "I don't know that. Would you like me to ask a person to help you?"
GREETING_STAFF = "Hello! I can look up orders and customers, and quote our policies. What do you need?"
THANKS = "You're welcome! Is there anything else?"
GOODBYE = "Goodbye, and have a nice day!"
BOT = "I'm {name}, the shop's assistant, a program. "
ALL_RIGHT = "All right. Tell me if you need anything else."
NO_CUSTOMER = "I find no such customer."
NO_ORDERS = "You have no orders with us yet."
WHICH_ORDER = "Which order do you mean? Please give me its number."
NO_HOUR = "I know the day only: the hour is up to the carrier."
NO_EARLIER = "There is no earlier order."
NO_SUCH_PLACE = "There is no order at that place: the list had {count}."
PERSON_OFFER = "Would you like me to pass you to a colleague?"
STAFF_NOT_FOUND = "I find no order {number}. Please check the number."
NOT_PERMITTED = {
    "delete_order": "Deleting orders is not permitted for your role. An admin or the owner can do it.",
    "financial_report": "Financial reports are not permitted for your role. An admin or the owner can see them.",
    "analytics": "Analytics are not permitted for your role. An admin or the owner can see them.",
    "orders_today": "I can only show you your own orders. Would you like to see your order history?",
    "find_customer": "I can only show you your own details. Would you like to see your order history?",
}
NOT_YET = {"refund_order": "I cannot make refunds myself yet."}
CAN_DO_CUSTOMER = (
    "I can tell you where your orders and refunds are, show your order history, start a return or an exchange, cancel or "
    "change an order that is not shipped yet, say what our products cost, open a ticket, and answer questions about our "
    "policies. For everything else I can pass you to a colleague."
)
CAN_DO_STAFF = (
    "I can look up any order, customer, refund, return and ticket, and list orders of a day or a status with count and total. "
    "I can prepare refunds, adjustments, statuses, cancellations, returns, exchanges, addresses and payments for a customer, "
    "open tickets, and quote our policies with their source. Admins and the owner can ask me for reports."
)
_STATUS = {
    OrderStatus.PENDING: "pending, not shipped yet",
    OrderStatus.PENDING_ITEM_MODIFIED: "changed, and not shipped yet",
    OrderStatus.PROCESSED: "processed: packed, but not shipped yet",
    OrderStatus.SHIPPED: "on its way",
    OrderStatus.DELIVERED: "delivered",
    OrderStatus.CANCELLED: "cancelled",
    OrderStatus.RETURN_REQUESTED: "being returned",
    OrderStatus.EXCHANGE_REQUESTED: "being exchanged",
    OrderStatus.RETURNED: "returned",
    OrderStatus.EXCHANGED: "exchanged",
}


def quoted(text: str) -> str:
    """Return what somebody wrote on one line between quotation marks, as the guard lets words pass that are no facts."""
    return f"“{' '.join(text.split())}”"


def day_text(day: date, today: date) -> str:
    """Write a day as people say it: today, tomorrow, yesterday, or `on Friday, 27 November`."""
    match (day - today).days:
        case 0:
            return "today"
        case 1:
            return "tomorrow"
        case -1:
            return "yesterday"
        case _:
            year = "" if day.year == today.year else f" {day.year}"
            return f"on {day:%A}, {day.day} {day:%B}{year}"


def _day(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()


def arrival(order: OrderSummary, now: datetime, zone: ZoneInfo) -> str:
    """Say how far an order is and when it arrives, in the shop's days; an overdue one is called late."""
    return f"Your order {order.number} {_progress(order, now, zone, exclaim=True)}"


def _progress(order: OrderSummary, now: datetime, zone: ZoneInfo, *, exclaim: bool) -> str:
    today = _day(now, zone)
    due = None if order.estimated_delivery is None else _day(order.estimated_delivery, zone)
    match order.status:
        case OrderStatus.DELIVERED if order.delivered_at is not None:
            return f"was delivered {day_text(_day(order.delivered_at, zone), today)}."
        case OrderStatus.SHIPPED if due is not None:
            if due < today:
                return (
                    f"was shipped and was due {day_text(due, today)}: it is late, and I'm sorry about that."
                )
            ending = "!" if exclaim and (due - today).days <= 1 else "."
            return f"is arriving {day_text(due, today)}{ending}"
        case OrderStatus.PENDING | OrderStatus.PENDING_ITEM_MODIFIED | OrderStatus.PROCESSED if (
            due is not None
        ):
            if due < today:
                return f"is {_STATUS[order.status]} and was due {day_text(due, today)}: it is late, and I'm sorry."
            return f"is {_STATUS[order.status]}; it is expected {day_text(due, today)}."
        case _:
            return f"is {_STATUS[order.status]}."


def summary_of(order: Order) -> OrderSummary:
    """Return the line of a list for a whole order."""
    due = [one.estimated_delivery for one in order.shipments if one.estimated_delivery is not None]
    done = [one.delivered_at for one in order.shipments if one.delivered_at is not None]
    return OrderSummary(
        order_id=order.order_id,
        number=order.number,
        customer_id=order.customer_id,
        customer_name=order.customer_name,
        status=order.status,
        placed_at=order.placed_at,
        currency=order.currency,
        total_minor=order.total_minor,
        estimated_delivery=max(due) if due else None,
        delivered_at=max(done) if done else None,
    )


def tracking(order: Order) -> str | None:
    """Say with whom and under which number the parcels travel."""
    parcels = [
        f"{one.carrier} {one.tracking_number}".strip() for one in order.shipments if one.tracking_number
    ]
    return f"Tracking: {', '.join(parcels)}." if parcels else None


def item_text(item: OrderItem) -> str:
    """Write an item with its options: `Desk Lamp (brass)`."""
    options = ", ".join(value if not value.isdigit() else f"{name} {value}" for name, value in item.options)
    return f"{item.name} ({options})" if options else item.name


def details(order: Order, now: datetime, zone: ZoneInfo, *, for_staff: bool) -> list[str]:
    """Say everything about one order, in sentences."""
    progress = _progress(summary_of(order), now, zone, exclaim=False)
    first = (
        f"Order {order.number} for {order.customer_name} {progress}"
        if for_staff
        else f"Order {order.number} {progress}"
    )
    things = ", ".join(f"{one.quantity} × {item_text(one)}" for one in order.items)
    money = format_money(order.total_minor, order.currency)
    placed = (
        ""
        if order.placed_at is None
        else f", placed {day_text(_day(order.placed_at, zone), _day(now, zone))}"
    )
    lines = [
        first,
        f"It holds {things}; the total is {money}{placed}." if things else f"The total is {money}{placed}.",
    ]
    parcel = tracking(order)
    return [*lines, parcel] if parcel else lines


def listing(orders: Iterable[OrderSummary], now: datetime, zone: ZoneInfo, *, for_staff: bool) -> list[str]:
    """Write one line for each order."""
    lines: list[str] = []
    for one in orders:
        name = f" for {one.customer_name}" if for_staff else ""
        placed = (
            ""
            if one.placed_at is None
            else f"placed {day_text(_day(one.placed_at, zone), _day(now, zone))}, "
        )
        money = format_money(one.total_minor, one.currency)
        lines.append(f"• {one.number}{name}: {placed}{_STATUS[one.status]}, {money}")
    return lines


def of_days(found: DaySummary, name: str, now: datetime, zone: ZoneInfo) -> list[str]:
    """Say how many orders some days brought, their total in each currency, and which they are."""
    if found.count == 0:
        return [f"There are no orders {_days_name(name)}."]
    totals = " and ".join(str(money) for money in found.totals)
    noun = "order" if found.count == 1 else "orders"
    verb = "is" if found.count == 1 else "are"
    lines = [f"There {verb} {found.count} {noun} {_days_name(name)}, {totals} in total:"]
    lines += listing(found.orders, now, zone, for_staff=True)
    rest = found.count - len(found.orders)
    return [*lines, f"… and {rest} more."] if rest > 0 else lines


def _days_name(name: str) -> str:
    return f"on {name}" if name[:1].isdigit() else name


def lying_on(method: PaymentMethod, customer: CustomerProfile) -> str:
    """Say how much lies on a gift card or as credit, behind its name; nothing for any other way to pay."""
    known = customer.balances if isinstance(customer, CustomerRecord) else ()
    return next(
        (
            f" with {format_money(one.amount_minor, one.currency)} on it"
            for one in known
            if one.payment_method_id == method.payment_method_id
        ),
        "",
    )


def profile(customer: CustomerProfile, *, for_staff: bool = False) -> list[str]:
    """Say what is stored about the person, to themselves or to a colleague."""
    address = customer.address
    place = ", ".join(
        part for part in (address.address1, address.address2, address.city, address.postal_code) if part
    )
    known_as = f"{customer.name} is" if for_staff else f"You are {customer.name},"
    whose = "Their" if for_staff else "Your"
    lines = [f"{known_as} customer {customer.customer_id}."]
    if customer.email:
        lines.append(f"{whose} e-mail address is {customer.email}.")
    if customer.phone:
        lines.append(f"{whose} phone number is {customer.phone}.")
    if place:
        lines.append(f"{whose} address is {place}.")
    methods = [
        f"{one.brand or one.type.value.replace('_', ' ')}{f' ending in {one.last_four}' if one.last_four else ''}{lying_on(one, customer)}"
        for one in customer.payment_methods
    ]
    if methods:
        lines.append(f"{whose} payment methods: {', '.join(methods)}.")
    return lines


def card(order: OrderSummary, items: tuple[str, ...] = ()) -> OrderCard:
    """Return the card of an order."""
    return OrderCard(
        number=order.number,
        status=order.status,
        placed_at=order.placed_at,
        currency=order.currency,
        total_minor=order.total_minor,
        estimated_delivery=order.estimated_delivery,
        delivered_at=order.delivered_at,
        items=items,
    )
