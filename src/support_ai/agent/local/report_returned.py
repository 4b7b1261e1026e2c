"""Which products were asked to be returned, or exchanged: the requests of some days and the items that they name."""

from collections import Counter
from collections.abc import Sequence

from support_ai.agent.brain import Refusal
from support_ai.agent.local import report_tables as tables
from support_ai.agent.local.desk import Desk
from support_ai.agent.local.facts import Missing
from support_ai.agent.local.report_asked import Asked
from support_ai.agent.local.report_reading import analytics
from support_ai.agent.local.report_topics import Topic
from support_ai.orders.booked_models import ReturnSummary
from support_ai.orders.models import ReturnKind

_MOST_READ = 12


async def requested(desk: Desk, asked: Asked, days: str) -> bool:
    """Say which products were to be sent back on some days; False where the requests cannot be told one by one."""
    kind = ReturnKind.EXCHANGE if asked.topic is Topic.EXCHANGES else ReturnKind.RETURN
    found = await desk.facts.booked()
    counted = await analytics(desk, asked.days, None)
    if isinstance(found, Refusal) or isinstance(counted, Refusal):
        return False
    mine = [one for one in found.returns if one.kind is kind and _is_of(desk, one, asked)]
    whole = counted.whole.exchanges if kind is ReturnKind.EXCHANGE else counted.whole.returns
    if not mine or len(mine) != whole.requests or len(mine) > _MOST_READ:
        return False
    pieces = await _pieces(desk, mine)
    if pieces is None:
        return False
    requests = tables.several(len(mine), "request")
    verb = "exchanged" if kind is ReturnKind.EXCHANGE else "returned"
    desk.say(f"Asked to be {verb} {days}: {requests}, {tables.several(pieces.total(), 'piece')}.")
    ordered = sorted(pieces.items(), key=lambda pair: (pair[1] if asked.worst else -pair[1], pair[0]))
    rows = [(name, str(count)) for name, count in ordered[: asked.top]]
    desk.say(*tables.table("By product", ("product", "pieces"), rows))
    return True


def _is_of(desk: Desk, one: ReturnSummary, asked: Asked) -> bool:
    if one.requested_at is None:
        return False
    return asked.days.first <= one.requested_at.astimezone(desk.turn.zone).date() <= asked.days.last


async def _pieces(desk: Desk, returns: Sequence[ReturnSummary]) -> Counter[str] | None:
    """Return how many pieces of each product some requests name; None where an order of them is not to be read."""
    found: Counter[str] = Counter()
    for one in returns:
        order = await desk.facts.order(one.order_number)
        if isinstance(order, Missing):
            return None
        names = {item.item_id: item.name for item in order.items}
        found.update(names[item] for item in one.item_ids if item in names)
    return found
