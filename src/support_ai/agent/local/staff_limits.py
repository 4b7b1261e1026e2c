"""What colleagues ask for that is not done here, and where it is done instead."""

import re

from support_ai.agent.local.desk import Desk
from support_ai.agent.local.staff_look_ups import look_up
from support_ai.agent.local.staff_whom import Whom, name_in, whom

_LIMITS: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(r"\b(?:admins?|owner|roles?|permissions?|access rights|staff accounts?|colleagues?'? accounts?|support agents?)\b", re.IGNORECASE),
        "I cannot change roles or accounts of colleagues. The owner does that in the console.",
    ),
    (
        re.compile(r"^(?!.*\b(?:returns?|exchanges?|rma)\b).*\bapprov\w*\b", re.IGNORECASE),
        "I cannot approve anything here: approvals are given in the console, by a colleague who may and who did not ask for the change.",
    ),
    (
        re.compile(r"\b(?:passwords?|api[- ]?keys?|secrets?|tokens?|credentials)\b", re.IGNORECASE),
        "I have no passwords or keys, and could not tell them if I had.",
    ),
    (
        re.compile(r"\b(?:create|make|place|enter|add) (?:an? |the )?(?:new )?(?:order|customer)\b", re.IGNORECASE),
        "I cannot create orders or customers. They come from the shop itself.",
    ),
    (
        re.compile(r"\b(?:phone number|e-?mail(?: address)?|name) (?:of|to|into)\b|\bchange (?:his|her|their|the) (?:phone|e-?mail|name)\b", re.IGNORECASE),
        "I cannot change names, phone numbers or e-mail addresses of customers; their postal address I can.",
    ),
)  # fmt: skip
_ALONE = 3


async def unknown(desk: Desk) -> None:
    """Say honestly what cannot be done here; a lone name is looked up, and in a question who is a customer."""
    for pattern, sentence in _LIMITS:
        if pattern.search(desk.text):
            desk.say(sentence)
            return
    if name_in(desk, may_guess=False) is not None:
        meant = Whom() if len(desk.text.split()) <= _ALONE else await whom(desk)
        if not meant.is_nobody and not meant.is_near:
            await look_up(desk)
            return
    desk.missed()


def is_beyond(text: str) -> bool:
    """Tell whether a text asks for what is done elsewhere."""
    return any(pattern.search(text) for pattern, _ in _LIMITS) and bool(_WISH.search(text))


_WISH = re.compile(
    r"\b(?:make|give|grant|remove|revoke|take|change|set|promote|demote|upgrade|add|create|place|enter|approve|tell|show|what(?:'s| is)|approved?|let|reset|delete)\b",
    re.IGNORECASE,
)
