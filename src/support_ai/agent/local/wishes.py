"""Which pieces of a message are wishes of their own, and which only say more of another one. Pure."""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from support_ai.agent.local.entity import EntityType
from support_ai.agent.local.expected import CHANGES
from support_ai.agent.local.intent import Intent
from support_ai.agent.local.understood import Understood

# So sure of the whole that pieces which say something else are misread.
_WHOLE_SURE = 0.9
# What somebody is at, or needs something for, beside what they ask.
_PURPOSE_SURE = 0.75
_PURPOSE = re.compile(
    r"^\W*(?:(?:as|because|cos|cuz|since|just|so|bc|i|we|i'?m|i'?ve|we'?re|'?d) )*(?:want|need|wanna|have|got|gotta|trying|hoping|like|going|off|away|working|out|planning|won'?t be|can'?t be)\b(?! (?:to )?(?:see|know|find|check|hear|track|ask|talk|speak|order|buy|get|a|an|my|the|your|some|any|it|this|that|those|these|help|look (?:at|up)|return|cancel|change)\b)",
    re.IGNORECASE,
)
# A piece of so few words is a wish only where the head is so sure.
_SCRAP, _SCRAP_SURE = 2, 0.8
_QUESTION = re.compile(
    r"\?|^\W*(?:and |so |also )*(?:what|which|when|where|how|can|could|do|does|is|are)\b", re.IGNORECASE
)
# Of so many words, and without one that wants something, a piece about goods or somebody only tells a story.
_STORY: Mapping[Intent, int] = MappingProxyType({Intent.PRODUCT_QUESTION: 12, Intent.PROFILE: 5})
_BOUGHT = re.compile(
    r"^\W*(?:(?:hi|hello|hey|so|ok|well|good \w+|(?:i|we) (?:think|believe|guess|fear|suspect|notice|noticed|see|saw)(?: that)?|(?:it )?(?:seems|looks|appears)(?: (?:like|that|as if))?|apparently|maybe|perhaps|i'?m (?:pretty |quite |fairly )?sure(?: that)?)\W+)*(?:i|we)(?:'ve| have)? (?:just |already |accidentally )?(?:ordered|bought|purchased|placed an order|got myself)\b",
    re.IGNORECASE,
)
_WRONG = re.compile(
    r"\b(?:but|wrong\w*|broke\w*|damaged?|faulty|missing|late|too|only|not|never|mistake|accident\w*|crack\w*|smashed|defect\w*|problem|issue|doesn|didn|isn|won|can)\b",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\b(?:tell|show|know|wonder\w*|info\w*|price|cost|please|pls|want|need|would like|looking for|interested)\b",
    re.IGNORECASE,
)
_SUPPOSED = re.compile(
    r"\b(?:suppos\w+|imagine|assum\w+|say (?:i|we)|what if|in case|if (?:i|we) (?:were|sen[dt]|return\w*|cancel\w*|g[ai]ve)|if (?:it|they) (?:comes?|c[ao]me|goes?|went) back|were to)\b",
    re.IGNORECASE,
)
# Said beside a change of an order, how it is paid is part of it.
_PAID = frozenset(
    {
        Intent.POLICY_QUESTION,
        Intent.GET_BACK_TOTAL,
        Intent.REFUND_STATUS,
        Intent.REFUND_ORDER,
        Intent.CHANGE_PAYMENT,
        Intent.PROFILE,
        Intent.PLACE_ORDER,
    }
)
_WITH_MONEY = frozenset(
    {Intent.RETURN_ITEMS, Intent.EXCHANGE_ITEMS, Intent.CHANGE_ITEMS, Intent.CANCEL_ORDER}
)


def of_their_own(tasks: Sequence[Understood], whole: Understood, text: str) -> list[Understood]:
    """Return the tasks without those that only tell how another is paid, or what a sum is asked of.

    Where the whole is sure to be something that no piece says, nothing is left: the pieces were misread.
    """
    kinds = {one.intent for one in tasks}
    surest = max((one.confidence for one in tasks), default=0.0)
    if whole.confidence >= _WHOLE_SURE > surest and len(tasks) > 1 and whole.intent not in kinds:
        return []
    changes = kinds & _WITH_MONEY or {whole.intent} & _WITH_MONEY
    return [
        one
        for one in tasks
        if not (changes and _tells_payment(one, text))
        and not _is_supposed(one, kinds, text)
        and not (
            len(tasks) > 1 and (_is_story(one, text) or _is_scrap(one, text) or _is_purpose(one, tasks, text))
        )
    ]


def _tells_payment(task: Understood, text: str) -> bool:
    said = text[task.start : task.end]
    return task.intent in _PAID and bool(task.values(EntityType.PAYMENT)) and not _QUESTION.search(said)


def _is_scrap(task: Understood, text: str) -> bool:
    is_short = len(text[task.start : task.end].split()) <= _SCRAP
    return is_short and task.confidence < _SCRAP_SURE and not task.values(EntityType.ORDER_NUMBER)


def _is_story(task: Understood, text: str) -> bool:
    """Tell whether a piece only tells something: what was bought, what somebody was given, which goods there are about."""
    said = text[task.start : task.end]
    if task.intent is Intent.ITEM_PROBLEM:
        return _BOUGHT.match(said) is not None and _WRONG.search(said) is None
    least = _STORY.get(task.intent)
    asks = _QUESTION.search(said) or _ASKS.search(said)
    return least is not None and len(said.split()) >= least and asks is None


def _is_purpose(task: Understood, tasks: Sequence[Understood], text: str) -> bool:
    """Tell whether a piece behind a question only tells what for: `who brings it? want to look out for the van`."""
    said = text[task.start : task.end]
    is_behind = any(
        one is not task and one.start < task.start and _QUESTION.search(text[one.start : one.end])
        for one in tasks
    )
    is_unsure = task.confidence < _PURPOSE_SURE and task.intent not in CHANGES
    return is_behind and is_unsure and _PURPOSE.match(said) is not None and not _QUESTION.search(said)


def _is_supposed(task: Understood, kinds: set[Intent], text: str) -> bool:
    """Tell whether a change is only supposed, for the sum that is asked."""
    if Intent.GET_BACK_TOTAL not in kinds or task.intent not in _WITH_MONEY:
        return False
    return _SUPPOSED.search(text[task.start : task.end]) is not None
