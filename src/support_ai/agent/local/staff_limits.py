"""What colleagues ask for that is not done here, and where it is done instead."""

from support_ai.agent.local.desk import Desk
from support_ai.agent.local.staff_beyond import limit_of
from support_ai.agent.local.staff_look_ups import look_up
from support_ai.agent.local.staff_small_names import called_so
from support_ai.agent.local.staff_whom import Whom, name_in, whom

_ALONE = 3


async def unknown(desk: Desk) -> None:
    """Say honestly what cannot be done here; a lone name is looked up, and in a question who is a customer."""
    sentence = limit_of(desk.text, desk.wish)
    if sentence is not None:
        desk.say(sentence)
        return
    if await called_so(desk):
        await look_up(desk)
        return
    if name_in(desk, may_guess=False) is not None:
        meant = Whom() if len(desk.text.split()) <= _ALONE else await whom(desk)
        if not meant.is_nobody and not meant.is_near:
            await look_up(desk)
            return
    desk.missed()
