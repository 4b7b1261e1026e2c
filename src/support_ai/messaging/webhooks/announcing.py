"""The one call of whoever changes something that the shop's programs may want to hear of."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from uuid import uuid4

from support_ai.access.actor import describe
from support_ai.core.database import Connection
from support_ai.core.jobs import WEBHOOK_QUEUE, enqueue
from support_ai.messaging.webhooks import event_queries
from support_ai.messaging.webhooks.events import Event

SPREAD = "spread_webhook_event"
Fact = str | int | bool
NO_FACTS: Mapping[str, Fact] = MappingProxyType({})
_CODE = re.compile(r"[\w.:/#+-]{1,64}", re.ASCII)


async def announce(
    conn: Connection,
    event: Event,
    subject: str,
    *,
    order_number: str | None = None,
    customer_id: str | None = None,
    detail: Mapping[str, Fact] = NO_FACTS,
) -> None:
    """Tell every endpoint that wants this event, if and only if the caller's transaction commits; any actor may.

    `subject` is `noun:id`, as in the audit log. `detail` holds ids, states, and amounts in minor units beside their
    currency, never anything that says who somebody is: a text that is not written like a code (letters, digits and
    `. _ : / # + -`, 64 at most) is left out. Where nobody wants the event this is one statement that writes nothing.
    """
    event_id = uuid4()
    told: dict[str, object] = {"subject": subject}
    if order_number is not None:
        told["order_number"] = order_number
    if customer_id is not None:
        told["customer_id"] = customer_id
    told["detail"] = {name: fact for name, fact in detail.items() if _is_told(fact)}
    if await event_queries.insert_wanted(conn, event_id, event, describe(conn.actor), told):
        await enqueue(conn, SPREAD, queue=WEBHOOK_QUEUE, event_id=str(event_id))


def _is_told(fact: Fact) -> bool:
    return not isinstance(fact, str) or _CODE.fullmatch(fact) is not None
