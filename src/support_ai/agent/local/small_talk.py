"""What politeness answers."""

from support_ai.agent.local import wording
from support_ai.agent.local.desk import Desk


async def greet(desk: Desk) -> None:
    """Greet."""
    desk.say(wording.GREETING_STAFF if desk.is_staff else desk.turn.conduct.greeting)


async def thanks(desk: Desk) -> None:
    """Answer thanks."""
    desk.say(wording.THANKS)


async def goodbye(desk: Desk) -> None:
    """Take leave."""
    desk.say(wording.GOODBYE)


async def what_can_you_do(desk: Desk) -> None:
    """Say what the assistant is, and what it can do."""
    name = desk.turn.conduct.behaviour.name
    desk.say(
        wording.BOT.format(name=name) + (wording.CAN_DO_STAFF if desk.is_staff else wording.CAN_DO_CUSTOMER)
    )


async def leave_it(desk: Desk) -> None:
    """Answer a no, and somebody who does not want it any more."""
    desk.say(wording.ALL_RIGHT)
