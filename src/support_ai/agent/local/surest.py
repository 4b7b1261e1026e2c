"""What a customer means beyond doubt by what was said just before: an address put right, a thing swapped for the one shown. Pure."""

from support_ai.agent.local import slot_address
from support_ai.agent.local.expected import CHANGES
from support_ai.agent.local.intent import OTHER_ITEMS, Intent
from support_ai.agent.local.memory import Memory
from support_ai.agent.local.postal_mending import mended
from support_ai.agent.local.understood import Understood
from support_ai.agent.local.wanted_change import swaps_for_shown

_UNSURE = 0.5


def surest(text: str, wish: Understood, memory: Memory) -> Intent | None:
    """Return what is meant beyond doubt by what was said just before: an address is put right, a thing is swapped for the one shown."""
    if memory.form is None and mended(text, slot_address.just_said(memory) or {}):
        # What was done already goes elsewhere after all: `oh no, it's 17`.
        return Intent.CHANGE_ADDRESS
    is_swap = wish.intent in OTHER_ITEMS or wish.intent not in CHANGES or wish.confidence < _UNSURE
    if memory.form is None and memory.last_variant is not None and is_swap and swaps_for_shown(text):
        return wish.intent if wish.intent in OTHER_ITEMS else Intent.EXCHANGE_ITEMS
    return None
