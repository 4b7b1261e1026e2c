"""Whether somebody does not want any more what is under way. Pure."""

import re

from support_ai.agent.local.amounts import BARE_AMOUNT
from support_ai.agent.local.concerning import MEANS_THIS, keeps_something, mends_address
from support_ai.agent.local.entity import EntityType
from support_ai.agent.local.expected import is_task
from support_ai.agent.local.going_back import returns_instead
from support_ai.agent.local.intent import Intent
from support_ai.agent.local.memory import Form
from support_ai.agent.local.revising import WITH_METHOD
from support_ai.agent.local.said import Said
from support_ai.agent.local.understood import SURE, Understood

FORGET = re.compile(
    r"\b(?:never ?mind|nvm|forget (?:it|that|about|the whole)|leave it(?! (?:on|with|to|at|in) (?:the|my|it)\b)|let it be|(?:keep|leave|stick with|stay with) (?:the|my) (?:old|current|existing|original|present) (?:\w+ )?(?:address|payment|card|method|way)|leave (?:everything|things|that|the order|it all) (?:as|like|alone)|don'?t bother|scrap (?:it|that)|scratch that|drop (?:it|that)|not any ?more|i'?ll keep (?:it|them|the|both|everything)|i(?:'d| would) (?:rather )?(?:like to )?keep (?:it|them|both|everything)|(?:i'?m|i am|we'?re|we are|i will|we will|we'?ll|gonna|going to|want to|wanna|decided to|and will|will just) keep(?:ing)? (?:it|them|both|everything)|(?:give|giving) (?:it|them) (?:another|one more|a second|a new|a) (?:try|chance|go|shot)|let (?:it|them|the (?:order|parcel|package)) (?:come|ship|arrive|be (?:sent|delivered|shipped))|keep (?:the|my|this|that) (?:order|one)\b(?! back)|(?:cancel|return|change|exchange) nothing|leave (?:the|my) order|please do not|(?:i )?don'?t want (?:it|that|to)(?: any ?more)?$|changed my mind|under no circumstances|rather not|on second thoughts?|cancel (?:that|the (?:return|exchange|change|request))|stop(?: it| that)?$|abort|please don'?t|don'?t(?: do (?:it|that))?(?=[.,!]|$)|(?:do not|don'?t) (?:cancel|return|change|exchange|send|do)|do nothing|skip (?:it|that)|no longer want to)\b",
    re.IGNORECASE,
)
# `No other items`, `no problem`: there is nothing more, or nothing against it.
NO_FIRST = re.compile(
    r"^\W*(?:(?:hm+|oh|ok|okay|well|then|or|ah|um+|uh+|yes|sorry|so|wait|actually|stop|hang on|hold on|you know what|thanks?|thank you|thx|but|please)\W+){0,4}(?:no|nope|nah|neither|none)\b(?!,? (?:other|more|further|additional|problem|worries|worry|rush|hurry|doubt|questions?|objections?|issues?|complaints)\b)",
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
# Of a cancellation that waits, these are no change of mind.
RID_OF_IT = re.compile(
    r"\b(?:scrap|bin|ditch|axe?|kill|drop|void|annul) (?:it|the (?:whole )?(?:order|thing|lot))\b",
    re.IGNORECASE,
)
_CLAUSES = re.compile(
    r"[.!;\n]+|,\s|\s+-+\s+|\b(?:and|but)\b(?=\s+(?:please|pls|then|rather|instead|can|could|i want|i need|i'd)\b)",
    re.IGNORECASE,
)
# What is wanted, asked or put right in a clause: it tells no mere story.
_WANTS = re.compile(
    r"\?|\binstead\b|^\W*(?:(?:and|but|so|then|just|only|ok(?:ay)?|also|now|rather|well|actually|please|pls|you|kindly|better|let'?s)\W+)*(?:cancel|return|exchange|change|send|ship|refund|track|show|tell|give|check|swap|replace|make|put|take|move|switch|deliver|redirect|open|order|correct|add|remove|pay|charge|credit|use|talk|connect|call|get|list|find|explain|help|do|go)\b"
    r"|\b(?:can|could|would|will) (?:you|i)\b|\bi(?:'d like| would like| want| need| wish)\b(?! (?:it|that|them|to keep))|^\W*(?:\w+\W+)?(?:where|when|what|how|why|who|which|is there|do you|does|did)\b",
    re.IGNORECASE,
)
# Somebody is said to do, or to be, something.
_TELLS = re.compile(
    r"\b(?:i|we|he|she|it|they|that|this)(?:'(?:ll|ve|s|m|re|d))?\b|\bmy (?:\w+ ){1,2}\w+s\b|\bthe \w+ (?:is|are|has|have|was|were|needs?|wants?|will|can|says?|likes?|loves?)\b",
    re.IGNORECASE,
)
_PUTS_RIGHT = re.compile(
    r"\b(?:should|must|meant|mean|wrong (?:one|item|thing|address|colou?r|size|order|product)s?|rather|only|just (?:the|one|two|that|this)|i said|not (?:the|to|that|this|my)|(?:it|that|they)(?:'s| is|'re| are) (?:the|my|to|for|on|in|at)|other one)\b",
    re.IGNORECASE,
)
_FEWEST = 4


def turns_away(said: Said) -> bool:
    """Tell whether somebody only turns down what is under way and says why, whatever the story is about.

    `No. He says we can use them in the office. Leave everything as it is.`: nothing in it is wanted, asked or put right.
    """
    if _YES_FIRST.match(said.text) or _brings_values(said) or returns_instead(said.text):
        return False
    is_gone = FORGET.search(said.text) is not None
    tells = (
        len(said.text.split()) >= _FEWEST and _TELLS.search(said.text) and not _PUTS_RIGHT.search(said.text)
    )
    if not is_gone and not (NO_FIRST.match(said.text) and tells):
        return False
    return not any(_WANTS.search(one) for one in _CLAUSES.split(said.text) if one and not FORGET.search(one))


def is_turned_away(said: Said, wish: Understood, waiting: tuple[Form, ...]) -> bool:
    """Tell whether what waits for a yes is turned down with a story, or with a question of something else behind it."""
    kinds = {one.kind for one in waiting}
    keeps = keeps_something(said) and bool(said.of(EntityType.ITEM)) and bool(kinds & WITH_METHOD)
    is_out = kinds == {"cancel_order"} and RID_OF_IT.search(said.text) is not None
    # `Scratch that, it's the lamp`: something else is meant.
    is_another = bool(said.of(EntityType.ITEM)) and MEANS_THIS.search(said.text) is not None
    if is_out or is_another or (keeps and kinds != {"cancel_order"}) or mends_address(said, waiting):
        return False
    asks = is_task(wish) and said.is_question and NO_FIRST.match(said.text) and FORGET.search(said.text)
    return bool(asks) or turns_away(said)


def leaves(said: Said, wish: Understood) -> bool:
    """Tell whether somebody does not want any more what is under way."""
    if _BARE_NO.match(said.text) or (_ENDS.search(said.text) and not said.is_question):
        return True
    agrees = _YES_FIRST.match(said.text) is not None and not FORGET.search(said.text)
    if agrees or _brings_values(said):
        return False
    if FORGET.search(said.text) or (NO_FIRST.match(said.text) and len(said.text.split()) <= 14):
        return True
    if turns_away(said):
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
