"""Whether somebody does not want any more what is under way. Pure."""

import re

from support_ai.agent.local.amounts import BARE_AMOUNT
from support_ai.agent.local.entity import EntityType
from support_ai.agent.local.intent import Intent
from support_ai.agent.local.said import Said
from support_ai.agent.local.understood import SURE, Understood

FORGET = re.compile(
    r"\b(?:never ?mind|nvm|forget (?:it|that|about|the whole)|leave it(?! (?:on|with|to|at|in) (?:the|my|it)\b)|let it be|(?:keep|leave|stick with|stay with) (?:the|my) (?:old|current|existing|original|present) (?:\w+ )?(?:address|payment|card|method|way)|leave (?:everything|things|that|the order) (?:as|alone)|don'?t bother|scrap (?:it|that)|scratch that|drop (?:it|that)|not any ?more|i'?ll keep (?:it|them|the|both|everything)|i(?:'d| would) (?:rather )?(?:like to )?keep (?:it|them|both|everything)|(?:i )?don'?t want (?:it|that|to)(?: any ?more)?$|changed my mind|under no circumstances|rather not|on second thoughts?|cancel (?:that|the (?:return|exchange|change|request))|stop(?: it| that)?$|abort|please don'?t|don'?t(?: do (?:it|that))?(?=[.,!]|$)|(?:do not|don'?t) (?:cancel|return|change|exchange|send|do)|do nothing|skip (?:it|that)|no longer want to)\b",
    re.IGNORECASE,
)
NO_FIRST = re.compile(
    r"^\W*(?:(?:hm+|oh|ok|okay|well|then|or|ah|um+|uh+|yes|sorry|so)\W+){0,3}(?:no|nope|nah|neither|none)\b",
    re.IGNORECASE,
)
# What a message ends with counts, whatever was told before it: `she got a voucher already. drop it`.
_ENDS = re.compile(
    r"(?:^|[.,;:!\n-]\s*|\b(?:so|then|and|please|pls|just|let'?s)\s+)(?:(?:so|then|and|please|pls|just|let'?s|ok|okay|actually)\s+)*(?:drop|forget|skip|scrap|scratch|leave|abandon) (?:it|that|this|about (?:it|that))(?: (?:then|please|pls|thanks|for now|altogether|completely|all))*\W*$"
    r"|\b(?:never ?mind|nvm|don'?t bother)\W*$",
    re.IGNORECASE,
)
_YES_FIRST = re.compile(
    r"^\W*(?:yes|yep|yup|yeah|yea|exactly|correct|right|precisely|indeed|absolutely|agreed|perfect|definitely)\b(?! but)",
    re.IGNORECASE,
)
_BARE_NO = re.compile(
    r"^\W*(?:no|nope|nah|n|neither|none(?: of (?:them|these|it))?)(?:,? (?:thanks|thank you|sorry|please))?\W*$",
    re.IGNORECASE,
)


def leaves(said: Said, wish: Understood) -> bool:
    """Tell whether somebody does not want any more what is under way."""
    if _BARE_NO.match(said.text) or (_ENDS.search(said.text) and not said.is_question):
        return True
    agrees = _YES_FIRST.match(said.text) is not None and not FORGET.search(said.text)
    if agrees or _brings_values(said):
        return False
    if FORGET.search(said.text) or (NO_FIRST.match(said.text) and len(said.text.split()) <= 14):
        return True
    return (
        wish.intent in (Intent.CHANGE_OF_MIND, Intent.NO) and wish.confidence >= SURE and not said.is_question
    )


def _brings_values(said: Said) -> bool:
    """Tell whether a message names something that a change could be changed to."""
    kinds = (
        EntityType.ADDRESS,
        EntityType.PAYMENT,
        EntityType.OPTION,
        EntityType.COMPARISON,
        EntityType.ORDER_NUMBER,
    )
    if BARE_AMOUNT.search(said.text):
        return True
    return any(said.wanted(kind) for kind in kinds) or (
        bool(said.quantities or said.says_only or said.excepts) and not FORGET.search(said.text)
    )
