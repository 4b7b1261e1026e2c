"""What is asked about a change that waits for a yes or was just done: `how much again`, `which card is that`, `does the other one stay?`. Pure.

Such a question names nothing else: beside words that belong to every question it holds words of money, time and changes only.
"""

import re
from enum import StrEnum
from functools import cache
from pathlib import Path

from support_ai.agent.local.entity import Entity, EntityType
from support_ai.agent.local.following import asks_balance
from support_ai.agent.local.understood import Understood


class Ask(StrEnum):
    """What is asked of a change."""

    ADDRESS = "address"  # where the goods go now
    NUMBER = "number"  # the number of the return
    MAIL = "mail"  # whether something is written about it
    ONCE = "once"  # whether it can be done again
    UNDO = "undo"  # whether it could be taken back
    REST = "rest"  # what becomes of everything else
    NEXT = "next"  # what is left to do
    WHERE_TO = "where_to"  # where the money goes, or comes from
    FEE = "fee"  # what becomes of what was paid for the way
    AMOUNT = "amount"  # how much it comes to
    WHEN = "when"  # how long it takes


_MOST, _SHORTEST, _LONGER = 16, 3, 4
_TOKEN = re.compile(r"[a-z']+|\d+")
_WORDS = Path(__file__).parent / "words" / "of_changes.txt"
_PLAIN = frozenset(
    word
    for line in _WORDS.read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
    for word in line.split()
)
_LONG = frozenset(one for one in _PLAIN if len(one) >= _LONGER)
# Behind these stands a thing of its own: `how much is the towel`.
_NAMES = frozenset(
    (
        "a",
        "an",
        "the",
        "my",
        "your",
        "our",
        "this",
        "that",
        "these",
        "those",
        "any",
        "some",
        "of",
        "for",
        "another",
        "no",
    )
)
# Words of another subject: the shop's rules, other orders, what else is sold or was spent.
_ELSEWHERE = re.compile(
    r"\b(?:ship\w*|deliver\w*|postage|post|express|courier|warrant\w*|guarantee\w*|open\w*|discount\w*|coupons?|promo\w*|codes?|tax|vat|stock|labels?|parcels?|packages?|orders?|ordered|buy|bought|spend|spent|normally|generally|in general|polic\w+|rules?|last|previous|average|sold|sell|balance|left on|tickets?|complain\w*)\b",
    re.IGNORECASE,
)
_USUALLY = re.compile(r"\b(?:usually|normally|generally|in general|always|as a rule|typically)\b", re.IGNORECASE)  # fmt: skip
_IF = re.compile(r"\bif\b(?! (?:any|at all|so|possible|needed|necessary|you (?:don'?t|do not) mind|i may|that'?s|i (?:say|said) (?:yes|ok)|i (?:agree|confirm|do (?:it|that|this))))", re.IGNORECASE)  # fmt: skip
_ASKS = re.compile(
    r"\?|^\W*(?:(?:and|but|so|ok(?:ay)?|right|well|sorry|wait|hi|hey|hello|thanks|thank you|thx|cheers|great|good|perfect|lovely|nice|fine|cool|just|quick question|question|one (?:more )?(?:question|thing)|before (?:that|i [\w ]{2,20}|you [\w ]{2,20})|first(?: of all)?|also|then|oh|ah|hm+|please|pls|btw|by the way|actually|hang on|hold on|one sec(?:ond)?|yes|yeah|yep|no|remind me|tell me|i mean|now|curious|wondering|i wonder|if|just (?:wondering|curious|to (?:be sure|check|understand)|so i know))\b\W*)*"
    r"(?:how|what|whats|when|whens|where|wheres|which|who|why|is|are|was|were|will|would|do|does|did|can|could|may|should|shall|must|am|have|has|any|anything|something|nothing|for how|on (?:what|which)|to (?:what|which)|(?:un)?till? when|by when|remind me|once)\b",
    re.IGNORECASE,
)
# Somebody wants something done with it.
_WANTS = re.compile(
    r"\b(?:can|could|would|will) (?:you|u|we|i|it)(?: (?:please|pls|also|rather|instead|just|maybe|possibly|go|have|get))* (?:put|make|send|pay|use|do|refund|change|switch|charge|be (?:put|paid|sent|refunded|charged)|have it|get it) |\b(?:i'?d like|i want|rather|instead|not (?:to|on) my)\b",
    re.IGNORECASE,
)
_PATTERNS: tuple[tuple[Ask, re.Pattern[str]], ...] = tuple(
    (ask, re.compile(pattern, re.IGNORECASE))
    for ask, pattern in (
        (
            Ask.NUMBER,
            r"\b(?:return|exchange|rma|reference|ref|case|request|its|confirmation)(?: of (?:it|that))?(?:'s)? (?:number|no|nr|id|code)\b|\bnumber (?:of|for) (?:my|the|this|that) (?:return|exchange|request)\b",
        ),
        (
            Ask.MAIL,
            r"\b(?:do|will|would|can|should|shall|did) i (?:also |still |not )?(?:get|receive|have|expect|be sent) (?:[\w-]+ ){0,3}?(?:e-?mails?|mails?|confirmation|messages?|receipt|letter|text|notification|in writing)\b|\b(?:will|do|can|did) (?:you|u) (?:also )?(?:send|e-?mail|mail|text|confirm|notify)(?: (?:it|that|this|me))*(?: (?:a|an|the|some|by|in|with|via) )?(?:\w+ ){0,2}(?:confirmation|receipt|e-?mail|writing|mail|text|notification)\b|\b(?:will|do|can|could) (?:you|u|i) (?:also )?(?:tell me|inform|let me know|notify|hear|be told|get told|update)\b|\bhow (?:do|will|would|can) i know\b|\bis there (?:a|any) (?:confirmation|receipt)\b|\b(?:do|will) (?:you|u) (?:confirm|notify)\b",
        ),
        (
            Ask.ONCE,
            r"\b(?:only once|once only|once and (?:that'?s|for) (?:it|all)|one[- ]time|one[- ]off|(?:just|only) (?:the )?(?:once|one time|one go)|just the one (?:time|go|change)|more than once|a second time|another go|one shot)\b|\b(?:is|was) (?:it|that|this) (?:all )?(?:final|permanent|irreversible|binding)\b|\b(?:(?:can|could|may|will|would|am)(?:n'?t| not)? i|i (?:can|could|may|will|won)(?:'?t|not| not)?) (?:be able to |able to |allowed to |still )*(?:change|add|return|exchange|swap|send|do|edit|give|adjust|alter) (?:back )?(?:it|that|this|something|anything|more|another|some more|the rest|the (?:others?|other \w+)|others?|again|things)\b[^.?!]{0,25}\b(?:again|later|afterwards|after (?:that|this)|else|another time|still|too|then)\b",
        ),
        (
            Ask.UNDO,
            r"\b(?:undo\w*|undone|revers\w+|revert\w*|back out|(?:change|changed|changing) my mind|withdraw\w*|take (?:it|that|this) back|call (?:it|that) off|go back on)\b",
        ),
        (
            Ask.REST,
            r"\b(?:the|my|all(?: the| my)?|both|an?)? ?\b(?:rest|remaining|others?|remainder|everything else|anything else|nothing else|second one|other (?:\w+ ){0,2}\w+)\b[^.?!]{0,40}\b(?:stays?|remains?|kept|keep|same|come|comes|coming|included|affected|touched|changed?|there|untouched|still|sent|mine|cancell?ed|go|goes|going|happens?|too|as (?:it|they) (?:is|was|are|were)|valid)\b|\b(?:what|how) (?:about|happens (?:to|with)|becomes of|of) (?:the|my|all the) (?:rest|others?|remaining|other \w+)\b|\b(?:keep|touch|chang\w+|cancel\w*|affect\w*|lose) (?:the|my) (?:rest|others?|remaining \w+|other \w+)\b|\bkeep (?:the|my|that|those) (?:rest|others?|other \w+)\b|\b(?:anything|something|nothing) else (?:is |gets |was )?(?:chang\w+|affected|touched|cancelled|different)\b",
        ),
        (
            Ask.NEXT,
            r"\bwhat (?:else )?(?:do|must|should|have|shall|am|can) i (?:(?:need|have|got|must|supposed) )?(?:to )?do\b(?! (?:about|if|when)| with (?!it\b|them\b|the (?:old|original|first)\b))|\bnothing (?:more|else|further|left)(?: (?:to do|for me|i (?:need|have|must)|needed))?\W*\?|\b(?:is )?(?:that|this)(?:'?s| is)? (?:it|all|everything)(?: then| now| done)?\W*\?|\b(?:what(?:'?s| is| happens| comes)?|and|so) (?:next|now|then)\W*$|\bnext steps?\b|\bhow does (?:it|this) go on\b|\b(?:how|where)(?: to| (?:do|should|shall|will|would|can|must|am) (?:i|we))(?: (?:have|need|supposed))?(?: to)? (?:send|post|ship|bring|take|drop|return|get)\b(?! (?:my (?:money|refund)|the (?:money|refund)|paid|refunded))[^.?!]{0,30}\b(?:it|them|this|that|those|back|to|off|thing|one|in)\b|\b(?:do|must|should|have|will|would|shall) (?:i|we) (?:still |now |also )?(?:(?:need|have|got|must) )?(?:to )?(?:do|send|print|pack|fill|sign|call|provide|give)(?: you)? (?:(?:any|some)(?:thing|one|body)|it|them|you)\b(?! back if)|\b(?:anything|something) (?:else )?(?:(?:that )?(?:i|you|u) (?:should|need|have|must)|for me|left|required|needed|to do)\b|\bwhat (?:else )?(?:do|will) you need(?: from me)?\b|\b(?:do|will) (?:i|you) (?:get|need|send(?: me)?|e-?mail(?: me)?|print) (?:a|the|any) label\b|\bwhere (?:does|do) (?:it|they|the \w+) (?:have|need) to (?:go|be sent)\b",
        ),
        (
            Ask.WHERE_TO,
            r"\b(?:which|what|same) (?:of )?(?:\w+ )?(?:cards?|accounts?|methods?|bank|visa|payment method)\b|\b(?:to|on|onto|into|at|from|against|of) (?:which|what)\b|\bwhere\b[^.?!]{0,25}\b(?:money|refund|cash|it|that|go|goes|going|land|put|paid|credited|from)\b|\b(?:to|on|onto|into|back (?:to|on)|from|off) (?:the|my) (?:same |original |old |usual )?(?:\w+ )?(?:card|account|visa|mastercard|amex|paypal|bank|giftcard)\b|\b(?:is|was) (?:it|that|this) (?:my|the) (?:\w+ )?(?:card|visa|mastercard|paypal|account|giftcard)\b|\bhow (?:do|will|would) i get (?:it|that|the money|my money)\b|\b(?:card|account|visa|paypal|method) is (?:it|that|this)\b|\bwhere to\W*$",
        ),
        (
            Ask.AMOUNT,
            r"\bhow much(?! (?:longer|time))\b|\b(?:what|which)(?:'?s|s| is| was| were| will| about)?(?: be)? (?:\w+ ){0,3}?(?:amounts?|sum|extra|difference|surcharge|charges?|costs?|fees?|figure|total|refund|damage|price|upgrade)\b|\b(?:amount|price|sum|total|difference|figure)\b[^.?!]{0,12}\bagain\b|\b(?:get|got|getting|receive|received|see|seeing|have|owed|due|given|is|comes?|coming|goe?s?|there) (?:\w+ ){0,2}?(?:anything|something|nothing|any|some|money|cash|a refund|refund)\b|\b(?:costs?|pay|paid|paying|charge[sd]?|owe|take|took) (?:\w+ ){0,2}?(?:anything|something|extra|more|any|nothing|less|fees?|money|on top)\b|\b(?:am|was|were|will|did|do|have|has|had|is|be|been|got|get)\b (?:\w+ ){0,4}?(?:charged|refunded|reimbursed|credited|debited|billed|deducted|repaid|paid back)\b|\bdid (?:you|u|it|they) (?:\w+ )?(?:charge|refund|take|bill|cost)\b|\b(?:is|was|are|will|does|do) (?:it|that|this|the \w+) (?:be |come )?(?:free|for free|for nothing|(?:more |any )?(?:expensive|dearer|cheaper)|more|less|cost (?:me )?(?:anything|something|extra|more))\b|\b(?:is|was|are|so|its?|it'?s) (?:(?:it|that|this|the \w+)(?:'?s| is|s)? )?(?:\w+ ){0,2}?[$\u20ac\u00a3]?\d+(?:[.,]\d\d)?\b|\bwhat (?:\w+ )?(?:do|did|will|would|was|were|am|must|should|shall|have|can) i (?:\w+ ){0,3}?(?:get|getting|pay|paying|owe|expect|expecting|see|look|watch|receive|receiving|back|paid)\b|\bwhat (?:does|did|will|would|is) (?:it|that|this|the \w+) (?:\w+ )?(?:cost|costing|come to|make|be|costs)\b|\bwhat(?:'?s| is)? (?:\w+ ){0,2}?(?:coming|comes) (?:back|to me)\b|\b(?:money|cash|a refund|refund)\b[^.?!]{0,15}\b(?:or not|or no|at all)\b|\bcosts? me\b|\b(?:additional|extra|further|hidden|other|more) (?:costs?|charges?|fees?)\b|^\W*(?:and|what about|how about|what of|so) (?:the|my) (?:money|refund|cash|difference)\W*$|\b(?:get|got|getting|have|see|receive|be) (?:\w+ ){0,4}?back\b|\b(?:its?|it'?s|that'?s|all|is (?:it|that|this)) (?:\w+ )?free\b|\b(?:full|whole|entire|same) (?:amount|price|sum|money|refund)\b|\b(?:have|need|got) to pay\b|\b(?:any|an?) (?:extra|fee|charge|refund|cost|difference|surcharge|money|costs|charges|fees)\b",
        ),
        (
            Ask.WHEN,
            r"\b(?:when|whens|when's|how (?:long|soon|fast|quick(?:ly)?|many (?:business |working )?(?:days|weeks))|by when|(?:un)?till? when|(?:what|which) day)\b|\b(?:is|will|has|was) (?:it|the (?:money|refund)|my (?:money|refund)|that|this) (?:\w+ ){0,3}?(?:already|yet|instant(?:ly)?|immediate(?:ly)?|straight ?away|right away|at once|today|tomorrow|this week|soon)\b|\btakes? (?:\w+ )?(?:long|ages|time|days|weeks)\b",
        ),
    )
)  # fmt: skip
_ADDRESS = re.compile(
    r"\bwhere (?:does|do|will|is|are|did|would) (?:it|they|that|the (?:order|parcel|package)|my (?:order|parcel|package|stuff|things))\b[^.?!]{0,20}\b(?:go|goes|going|sent|send|delivered|end up|ship\w*)\b|\b(?:what|which) address\b|\bwhat(?:'?s| is) the (?:new )?address\b|\bwhere ?to\b|\bwhere (?:is|are) (?:it|they) going\b|\b(?:has|have|is|was|did) (?:the|my) (?:new )?address\b",
    re.IGNORECASE,
)
_OTHER_ADDRESSES = re.compile(
    r"\b(?:profile|account|my other orders?|other orders|default address|address book|home address|saved address|next orders?|future orders?|from now on)\b",
    re.IGNORECASE,
)
# What is exchanged goes back first, or does not.
_SENDS_OLD = re.compile(
    r"\b(?:have|need|must|should|do|got) (?:i |we )?(?:still )?(?:(?:have|need) )?(?:to )?(?:send|return|post|ship|give|bring|keep)(?: you)?(?: back)? (?:the|my) (?:old|original|first|current|wrong|used) \w+",
    re.IGNORECASE,
)
# That goods come is asked for elsewhere; that money does, here.
_GOODS = re.compile(
    r"\b(?:arriv\w*|here|come|comes|coming|new one|replacement|new (?:item|thing)s?|other one|stuff|things|goods)\b",
    re.IGNORECASE,
)
_MONEY = re.compile(
    r"\b(?:money|refund\w*|paid|pay\w*|cash|back|card|giftcard|gift card|account|bank|credited|statement|charged|debited|visa|mastercard|paypal|amount|extra|difference|surcharge|owed?)\b",
    re.IGNORECASE,
)
_STAYS = re.compile(
    r"\b(?:(?:do|does|will|is|are|can|so) .{0,40}\b(?:stays?|staying|remains?|still (?:there|in|coming|mine)|kept|unaffected|(?:not )?affected|included|safe|untouched)\b|(?:do|can|may|will) i (?:get to |still )?keep (?:the|my|that)\b|(?:only|just) the .{2,30} (?:go(?:es)?|going|sent|is) back\b|what about the (?!refund|money|cost|price|fee|ship|post)\w+)",
    re.IGNORECASE,
)
# Whatever is named beside these, they are of the change itself.
_UNNAMED = frozenset({Ask.NUMBER, Ask.MAIL, Ask.ONCE, Ask.UNDO, Ask.NEXT})
# `Can I get it on my PayPal?` asks for another way.
_WISHES = re.compile(r"\b(?:can|could|may|want|like|prefer|rather|possible)\b", re.IGNORECASE)
_WH = re.compile(r"\b(?:how|what|when|where|which)\b", re.IGNORECASE)
_OF_MONEY = frozenset({Ask.WHERE_TO, Ask.AMOUNT, Ask.WHEN})
_NOT_NAMED = (EntityType.ITEM, EntityType.OPTION, EntityType.QUANTITY, EntityType.ADDRESS, EntityType.EMAIL, EntityType.DAYS)  # fmt: skip


# What the way cost, of what was paid; not what it would cost to have things sent anew, or back.
_FEE = re.compile(
    r"\b(?:shipping|postage|delivery|p ?(?:&|and|n) ?p)\b(?! (?:time|address|date|company|back))",
    re.IGNORECASE,
)
_ANEW = re.compile(
    r"\b(?:again|anew|buy|order|new|next|express|how (?:long|fast|soon)|when|who|standard|abroad|would|if|another|reorder|re-order|free|take|takes|label|return|sending|send)\b",
    re.IGNORECASE,
)
_FEE_WORDS = 10


def asks_fee(text: str) -> bool:
    """Tell whether it is asked what becomes of what was paid for the way: `and the shipping costs?`."""
    is_short = len(text.split()) <= _FEE_WORDS
    return is_short and _FEE.search(text) is not None and not (_ANEW.search(text) or _WANTS.search(text))


# Another change is wanted: `can I return that one as well?`.
_ANOTHER = re.compile(
    r"\b(?:can|could|may|want to|like to) (?:i |we )?(?:also |still |please )*(?:return|send (?:back )?|exchange|swap|cancel|change)\b[^?]*\b(?:too|as well|also|in addition)\b"
    r"|\b(?:can|could|may) (?:i|we) also (?:return|send|exchange|swap|cancel|change)\b",
    re.IGNORECASE,
)


def asked(text: str, wish: Understood, *, of_goods: bool = False) -> Ask | None:
    """Return what a question asks of a change; None where it is none, or names something else.

    `of_goods` where the change moves goods to another place, so that where it goes is no question of money.
    """
    if len(text.split()) > _MOST or _USUALLY.search(text) or _ANOTHER.search(text):
        return None
    if asks_fee(text):
        return Ask.FEE
    if _ASKS.search(text) is None:
        return None
    return (_of_goods(text) if of_goods else None) or _read(text, wish)


def _of_goods(text: str) -> Ask | None:
    if _OTHER_ADDRESSES.search(text):
        return Ask.REST
    return Ask.ADDRESS if _ADDRESS.search(text) else None


def _read(text: str, wish: Understood) -> Ask | None:
    if _SENDS_OLD.search(text):
        return Ask.NEXT
    found = next((ask for ask, pattern in _PATTERNS if pattern.search(text)), None)
    is_named = any(_is_named(one, text) for one in wish.entities)
    if is_named and found not in _UNNAMED:
        return Ask.REST if _stays(text, wish) else None
    if found not in _OF_MONEY:
        return found
    return found if not _is_of_others(text, wish) and _is_plain(text) else None


def _is_of_others(text: str, wish: Understood) -> bool:
    """Tell whether money or time is asked for that is not the change's, or something is wanted of it."""
    is_wish = _WANTS.search(text) or (wish.values(EntityType.PAYMENT) and _WISHES.search(text))
    wants = is_wish and not _WH.search(text)
    return bool(wants or _IF.search(text) or _ELSEWHERE.search(text) or asks_balance(text))


def _is_named(one: Entity, text: str) -> bool:
    """Tell whether something of its own is named, and not only `the extra` or `the other one`."""
    if one.type not in _NOT_NAMED:
        return False
    before = _words(text[: one.start])[-1:]
    words = [*before, *_words(one.value)]
    return any(
        not _is_common(word, words[place - 1] if place else "")
        for place, word in enumerate(words)
        if place >= len(before)
    )


def speaks_of_goods(text: str) -> bool:
    """Tell whether it is asked when goods come, and not when money does."""
    return _GOODS.search(text) is not None and _MONEY.search(text) is None


# How far the money is by now, only the shop's books tell.
_STATE = re.compile(
    r"\bwhere(?:'?s| is| has)\b[^.?!]{0,12}\b(?:money|refund|cash)\b(?! (?:be(?:ing)?|going?|sent|put)\b)|\b(?:money|refund|refunded|back|cash)\b[^.?!]{0,30}\b(?:already|yet|by now)\b",
    re.IGNORECASE,
)


def asks_state(text: str) -> bool:
    """Tell whether it is asked how far money is that comes back."""
    return _STATE.search(text) is not None


def speaks_of_money(text: str) -> bool:
    """Tell whether money is asked for by its name."""
    return _MONEY.search(text) is not None


def sends_it(text: str) -> bool:
    """Tell whether it is asked how something gets to the shop."""
    return re.search(r"\b(?:send|post|ship|bring|return|label|print|pack)\b", text, re.IGNORECASE) is not None


def _stays(text: str, wish: Understood) -> bool:
    is_plain = not any(_is_named(one, text) for one in wish.entities if one.type is not EntityType.ITEM)
    return is_plain and _STAYS.search(text) is not None


def _is_plain(text: str) -> bool:
    """Tell whether a question holds no name of anything else: all its words are such as belong to any question on a change."""
    words = _words(text)
    return all(_is_common(word, words[place - 1] if place else "") for place, word in enumerate(words))


def _words(text: str) -> list[str]:
    return _TOKEN.findall(text.lower().replace("\u2019", "'"))


def _is_common(word: str, before: str) -> bool:
    """Tell whether a word is common, or a slip of the hand in one: a letter too few, too many, or two in the wrong order."""
    if word in _PLAIN or word.isdigit():
        return True
    if before in _NAMES or len(word) < _SHORTEST:
        return False
    shorter = {word[:place] + word[place + 1 :] for place in range(len(word))}
    turned = {
        word[:place] + word[place + 1] + word[place] + word[place + 2 :] for place in range(len(word) - 1)
    }
    return word in _slips() or bool((shorter | turned) & _LONG)


@cache
def _slips() -> frozenset[str]:
    """Return the long common words with one letter left out."""
    return frozenset(one[:place] + one[place + 1 :] for one in _LONG for place in range(len(one)))
