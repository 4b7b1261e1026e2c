"""Answers to anger and disappointment: an honest sentence, and a person."""

import re
from dataclasses import replace

from support_ai.agent.behaving import passes_on_the_angry
from support_ai.agent.cards import ChoicesCard
from support_ai.agent.local import order_answers, people_answers
from support_ai.agent.local.desk import Desk
from support_ai.agent.local.memory import Awaiting
from support_ai.agent.local.order_aspects import Aspect, aspects

SORRY = "I'm sorry that this is so frustrating."
OFFER = (
    "Would you like me to pass you to a colleague? Or tell me what went wrong, and I'll see what I can do."
)
# The second time that somebody complains, a person takes over.
_PATIENCE = 2
_ASKS = re.compile(r"\b(?:where|when|track\w*|status)\b", re.IGNORECASE)


async def complaint(desk: Desk) -> None:
    """Say sorry and offer a person; where somebody complains again, pass them on."""
    count = desk.before.complaints + 1
    desk.keep(replace(desk.memory, complaints=count))
    if _ASKS.search(desk.text) and Aspect.STATUS in aspects(desk.text) and not desk.is_staff:
        desk.say(SORRY)
        await order_answers.where(desk)
        return
    has_had_enough = count >= _PATIENCE or passes_on_the_angry(desk.turn.conduct, desk.turn.text)
    if has_had_enough and not desk.is_staff:
        desk.say(SORRY)
        await people_answers.hand_over(desk)
        return
    desk.say(SORRY)
    if not desk.is_staff:
        desk.wait_for(Awaiting.PERSON_OFFER)
        desk.say(OFFER)
        desk.show(ChoicesCard(("Yes, a person please", "No, thanks")))
