"""Words that say beyond doubt what a message asks for, where the head reads something near. Pure."""

import re
from dataclasses import dataclass

from support_ai.agent.local.intent import Intent
from support_ai.agent.local.understood import Understood


@dataclass(frozen=True, slots=True)
class _Cue:
    """Where a head's reading is one of `taken` and the words are such, it is `meant`; anything where none is named."""

    pattern: re.Pattern[str]
    meant: Intent
    taken: frozenset[Intent] = frozenset()
    sure: float = 1.01


def _cue(pattern: str, meant: Intent, *taken: Intent, sure: float = 1.01) -> _Cue:
    return _Cue(re.compile(pattern, re.IGNORECASE), meant, frozenset(taken), sure)


# Somebody asks what became of what they had told the shop.
_TOLD_BEFORE = r"\bi(?:'?ve| have| had)? (?:\w+ ){0,2}?(?:reported|complained|wrote|written|raised|mentioned|told you|let you know|sent in|e-?mailed|flagged|filed|lodged|brought up|submitted|logged|got in touch|contacted|messaged|asked you|(?:sent|dropped) (?:you|u)(?: lot| guys| all)? (?:\w+ ){0,2}(?:message|e-?mail|mail|note|letter))\b|\bmy (?:\w+ )?(?:complaint|report|query|enquiry|inquiry|message|e-?mail|letter|note)\b|\b(?:my|the) (?:[\w-]+ ){0,3}(?:issue|problem|case|complaint)\b"
_NEWS = r"\b(?:any(?:thing|body|one)? (?:\w+ )?(?:news|update|answer|reply|word|progress|luck|look\w*|back|happen\w*|com\w+|moved?)|news|(?:heard|hear) (?:\w+ )?back|answered|replied|respon\w+|looked (?:at|into)|look(?:ing)? (?:at|into)|what(?:'s| is| has)? (?:happen\w*|become|the (?:state|status)|going on)|has (?:any|some)(?:body|one)|did (?:any|some)(?:body|one)|where (?:are|do) we|how far|progress|update|status|sorted|solved|fixed|forgotten|dealt with|(?:get|got|gotten) back to me)\b"
_CUES: tuple[_Cue, ...] = (
    _cue(r"\b(?:what|how much)\b[^.?!]{0,40}\b(?:delivery|shipping|postage)\b[^.?!]{0,15}\b(?:cost|be|charge|come to)|\b(?:what|how much)\b[^.?!]{0,30}\b(?:cost|pay|charge)\w*\b[^.?!]{0,20}\b(?:delivery|shipping|postage)\b", Intent.POLICY_QUESTION, Intent.PLACE_ORDER),
    _cue(r"^\W*(?:[\w'-]+\W+){1,4}when\W*$", Intent.WHERE_IS_MY_ORDER, Intent.POLICY_QUESTION, Intent.SHOW_ORDER, Intent.OUT_OF_SCOPE, Intent.PRODUCT_QUESTION),
    _cue(r"\bwhat (?:comes|would come|will come|do i see) back (?:if|when|for)\b|\bwhat (?:would|will|do|could|should) i (?:get|receive|be (?:paid|refunded|given)|have)(?: back)? (?:for|if|when)\b|\bhow much (?:exactly |money )?(?:would|will|do|could|can) (?:i|you) (?:get|pay|give|receive|refund)\b[^?]*\b(?:back|if|for)\b", Intent.GET_BACK_TOTAL, Intent.PLACE_ORDER, Intent.SHOW_ORDER, Intent.PRODUCT_QUESTION, Intent.OUT_OF_SCOPE, Intent.INFORM, Intent.REFUND_STATUS, Intent.POLICY_QUESTION),
    _cue(r"\b(?:to )?(?:which|what|whose) (?:address|place|house|street|city)\b(?!.*\b(?:change|wrong|instead)\b)|\bwhere (?:is|are|was|were) (?:it|the \w+|my \w+|this|that)[^.?!]{0,40}\b(?:going|travel\w*|sent to|shipped to|headed)\b|\bwhat address\b", Intent.SHOW_ORDER, Intent.CHANGE_ADDRESS, Intent.CHANGE_CUSTOMER_ADDRESS, Intent.POLICY_QUESTION),
    _cue(r"^\W*(?:(?:and|but|ok(?:ay)?|so)\W+)*(?:to|at) (?:which|what) address\b", Intent.SHOW_ORDER, Intent.PROFILE),
    _cue(r"\b(?:the|my) (?:pending|cancell?ed|delivered|shipped|open|late|returned) (?:one|order)\b", Intent.SHOW_ORDER, Intent.OUT_OF_SCOPE, Intent.INFORM, Intent.PRODUCT_QUESTION, Intent.LIST_ORDERS),
    _cue(r"\bmy (?:last|latest|past|previous|newest|recent) (?:\d{1,2}|two|three|four|five|few|couple of) orders\b", Intent.LIST_ORDERS, Intent.WHERE_IS_MY_ORDER, Intent.SHOW_ORDER, Intent.PREVIOUS_ORDER),
    _cue(r"^\W*(?:\w+\W+){0,3}(?:is|was|were|are|did i)\b[^?]*\b(?:paid|pay)\b (?:for )?(?:w|with|by|from|via|on|using)\b", Intent.SHOW_ORDER, Intent.CHANGE_PAYMENT),
    _cue(r"^\W*(?:\w+\W+){0,3}(?:what|how much)(?: more| extra)? (?:would|will|does|do|is|are)\b[^?]*\b(?:costs?|extra|on top|difference|pay more)\b", Intent.GET_BACK_TOTAL, Intent.CHANGE_ITEMS, Intent.EXCHANGE_ITEMS),
    _cue(r"\bchange where (?:it|they|my \w+|the \w+) (?:goes|go|is going|is sent|gets)\b", Intent.CHANGE_ADDRESS),
    _cue(r"", Intent.WHERE_IS_MY_ORDER, Intent.SET_ORDER_STATUS),
    _cue(r"^\W*(?:(?:and|what about|how about|ok(?:ay)?|how much is|what'?s|is|the)\W+)*(?:shipping|delivery|postage)(?: (?:costs?|fees?|price))? (?:for|on|of|with) (?:that|it|this|them|those)\b[^.!]*\?", Intent.POLICY_QUESTION, Intent.ADJUST_ORDER, Intent.PRODUCT_QUESTION, Intent.WHERE_IS_MY_ORDER, Intent.GET_BACK_TOTAL, Intent.OUT_OF_SCOPE),
    _cue(r"\baddress (?:for|of|on) (?:[\w'\u2019]+ ){0,2}(?:order|parcel|package|delivery)\b(?!.*\b(?:profile|account)\b)", Intent.CHANGE_ADDRESS, Intent.CHANGE_CUSTOMER_ADDRESS),
    _cue(r"\bwhereabouts\b", Intent.WHERE_IS_MY_ORDER),
    _cue(r"\b(?:go|going) back (?:one|an?|\d) (?:more )?orders?\b|\bone order (?:back|earlier|before)\b|\b(?:order|one|purchase) (?:b4|befor|bfore|before) (?:that|this|it)\b", Intent.PREVIOUS_ORDER),
    _cue(r"\b(?:safe|secure|secured|encrypt\w*|privacy|gdpr)\b", Intent.POLICY_QUESTION, Intent.PROFILE, Intent.BOT_QUESTION, Intent.CHANGE_PAYMENT),
    _cue(r"^(?!.*\b(?:reports?|figures|sales|statistics?|numbers of|analytics)\b).*\b(?:days?|deal|terms|rules?|polic\w+|how long|how does|work)\b", Intent.POLICY_QUESTION, Intent.RETURNS_REPORT, Intent.REFUNDS_REPORT),
    _cue(r"\b(?:invoice|receipt|(?:leave|write) a review|gift[- ]wrap\w*|certificate|vat number)\b", Intent.OUT_OF_SCOPE, Intent.SHOW_ORDER, Intent.PROFILE, Intent.LIST_ORDERS, Intent.WHERE_IS_MY_ORDER, Intent.REFUND_STATUS),
    _cue(r"\bgift[- ]?wrap\w*|\bwrap(?:ped|ping)?\b[^?]*\b(?:as a |for a )?(?:gift|present)\b", Intent.OUT_OF_SCOPE, Intent.POLICY_QUESTION, Intent.PRODUCT_QUESTION, Intent.LIST_PRODUCTS, Intent.PLACE_ORDER),
    _cue(r"\b(?:shops?|stores?|branch(?:es)?|showrooms?|outlets?) (?:in|near|around)\b|\bphysical (?:shop|store)|\bvisit you\b", Intent.POLICY_QUESTION, Intent.PRODUCT_QUESTION, Intent.LIST_PRODUCTS, Intent.OUT_OF_SCOPE),
    _cue(r"\bwhich (?:one )?of (?:them|those|these|my|the)\b[^?]*\b(?:most|least|cheapest|dearest|expensive|biggest|largest|smallest|highest|lowest)\b", Intent.PREVIOUS_ORDER, Intent.INFORM, Intent.OUT_OF_SCOPE, Intent.LIST_ORDERS, Intent.PRODUCT_QUESTION, Intent.SHOW_ORDER),
    _cue(r"\b(?:loyalty|bonus|reward)s? (?:points?|program\w*|level|status)\b|\bhow many points\b", Intent.OUT_OF_SCOPE, Intent.PROFILE, Intent.SHOW_ORDER, Intent.GET_BACK_TOTAL, Intent.COMPLAINT, Intent.LIST_PRODUCTS, Intent.PRODUCT_QUESTION),
    _cue(r"\b(?:when|what time|which hours|until when|how late)\b[^.?!]{0,30}\b(?:call|phone|reach|ring|open|close[sd]?|available|talk to)\b|\bopening (?:hours|times)\b", Intent.POLICY_QUESTION, Intent.TALK_TO_PERSON, Intent.WHERE_IS_MY_ORDER),
    _cue(r"\b(?:cart|basket|checkout)\b[^?]*\b(?:shipping|delivery|postage)\b|\b(?:shipping|delivery|postage)\b[^?]*\b(?:cart|basket)\b|\bshipping (?:cost|fee|price)s?\b(?!.*\bord)", Intent.POLICY_QUESTION, Intent.PROFILE, Intent.GET_BACK_TOTAL, Intent.PRODUCT_QUESTION, Intent.SHOW_ORDER),
    _cue(r"\b(?:when|what day|which day|on which day|what date) (?:did|do|does|will|have|has|was|were|are|is) (?:i|my|the|it|they)\b[^?]*\b(?:get|got|receive|buy|order|arrive|come|delivered|here)\b", Intent.WHERE_IS_MY_ORDER, Intent.PRODUCT_QUESTION, Intent.OUT_OF_SCOPE, Intent.ITEM_PROBLEM, Intent.INFORM),
    _cue(r"\b(?:never (?:came|arrived|got here|showed)|(?:hasn'?t|haven'?t|has not|have not|didn'?t|did not) (?:come|arrived?|got here|shown up|been delivered)|what happened to (?:my|the)|(?:is|are) my \w+(?: \w+)? lost)\b", Intent.WHERE_IS_MY_ORDER, Intent.ITEM_PROBLEM, Intent.COMPLAINT, Intent.OUT_OF_SCOPE, sure=0.97),
    _cue(r"\bwas (?:that|it|this) (?:the|my)\b[^?]*\?", Intent.WHERE_IS_MY_ORDER, Intent.ITEM_PROBLEM),
    _cue(r"\b(?:are you hiring|job|jobs|vacanc\w+|career|internship)\b", Intent.OUT_OF_SCOPE, Intent.BOT_QUESTION, Intent.POLICY_QUESTION, Intent.WHAT_CAN_YOU_DO),
    _cue(r"\b(?:warranty|guarantee)\b[^?]*\?|\bhow long (?:is|does) the (?:warranty|guarantee)", Intent.POLICY_QUESTION, Intent.PRODUCT_QUESTION, Intent.ITEM_PROBLEM),
    _cue(r"\bforg(?:o|e)t(?:ten)? my pass?w\w*|\breset (?:my )?pass?w\w*|\bpas\w?word\b[^?]*\b(?:what now|help|forg\w+|lost|reset)\b", Intent.CODE_TROUBLE, Intent.DELETE_MY_DATA, Intent.POLICY_QUESTION, Intent.PROFILE),
    _cue(r"\bwhat (?:would|will|does|do|is|are)\b[^?]*\b(?:\d+|two|three|four|five|six|ten) [a-z -]{3,40}\b(?:cost|be|come to)\b(?!.*\bord)", Intent.PRODUCT_QUESTION, Intent.GET_BACK_TOTAL),
    _cue(r"\b(?:smallest|largest|biggest|cheapest|longest) (?:and \w+ )?(?:size|one|version|model|variant)\b", Intent.PRODUCT_QUESTION, Intent.INFORM, Intent.OUT_OF_SCOPE),
    _cue(r"\b(?:which|what) (?:card|account|method)\b[^?]*\b(?:gets?|money|refund\w*|back)\b", Intent.REFUND_STATUS, Intent.INFORM, Intent.OUT_OF_SCOPE, Intent.SHOW_ORDER, Intent.PROFILE),
    _cue(r"\b(?:what was the (?:reply|answer)|any (?:reply|answer|response) (?:to|on)|did (?:you|anyone|somebody) (?:reply|answer|respond))\b", Intent.TICKET_STATUS, Intent.PRODUCT_QUESTION, Intent.POLICY_QUESTION, Intent.OUT_OF_SCOPE),
    _cue(r"\b(?:status|state|progress) of my (?:request|question|complaint|case|message|inquiry|enquiry)\b", Intent.TICKET_STATUS),
    _cue(r"\b(?:lawyer|solicitor|attorney|legal action|sue you|small claims|consumer protection|report you|ombudsman)\b", Intent.COMPLAINT, Intent.OUT_OF_SCOPE, Intent.REFUND_STATUS, Intent.REFUND_ORDER, Intent.RETURN_ITEMS, Intent.POLICY_QUESTION, Intent.DELETE_MY_DATA),
    _cue(r"\b(?:which|what|describe)\b.*\b(?:on (?:its|the|their) way(?: to me)?|coming to me|did i (?:order|buy|take|choose|pick|go for)|have i (?:ordered|bought|chosen)|i(?:'ve| have)? (?:ordered|bought|chose|picked|took))\b", Intent.SHOW_ORDER, Intent.PRODUCT_QUESTION, Intent.OUT_OF_SCOPE, Intent.INFORM, Intent.LIST_PRODUCTS),
    _cue(r"\bwhat(?:'?s| is| was) the damage\b(?! (?:to|on|of|done)\b)", Intent.SHOW_ORDER, Intent.ITEM_PROBLEM),
    _cue(r"\b(?:paid|charged|billed|taken|debited) (?:from|with|to|by|on|off) (?:my|which|what)\b", Intent.SHOW_ORDER, Intent.REFUND_STATUS, Intent.OUT_OF_SCOPE, Intent.INFORM),
    _cue(r"\bif (?:it|they|that|this|the \w+|my \w+) (?:still )?(?:doesn'?t|does not|don'?t|never|won'?t) (?:come|comes|arrive|arrives|show|shows|turn|turns|get|gets)\b|\bif (?:it|they) gets? lost\b", Intent.POLICY_QUESTION, Intent.WHERE_IS_MY_ORDER, Intent.ITEM_PROBLEM, Intent.INFORM, Intent.OUT_OF_SCOPE),
    _cue(r"\b(?:did|has|have|is) (?:support|you|u|anyone|anybody|someone|somebody|the team|they)\b[^?]{0,20}\b(?:get|got|gotten|come|getting) back to me\b", Intent.TICKET_STATUS),
    _cue(r"\b(?:refund|return) (?:value|amount|total|sum)\b|\bhow much (?:is|would be) (?:the|my) refund\b", Intent.GET_BACK_TOTAL, Intent.REFUNDS_REPORT, Intent.RETURNS_REPORT, Intent.OUT_OF_SCOPE, Intent.INFORM, Intent.RETURN_ITEMS, Intent.PRODUCT_QUESTION),
    _cue(r"\bhow many (?!orders?\b|parcels?\b|purchases?\b)(?:of (?:the|those|them) )?[\w -]{2,30} (?:did|have|had) i (?:put|order\w*|buy|bought|get|got|take|took|have)\b|\bdid (?:you|u) charge (?:me )?(?:for )?(?:the )?(?:shipping|postage|delivery)\b", Intent.SHOW_ORDER, Intent.OUT_OF_SCOPE, Intent.INFORM, Intent.PRODUCT_QUESTION, Intent.GET_BACK_TOTAL, Intent.ITEM_PROBLEM, Intent.POLICY_QUESTION, Intent.COMPLAINT, Intent.LIST_ORDERS),
    _cue(rf"^(?=.*(?:{_TOLD_BEFORE}))(?=.*(?:{_NEWS})).*", Intent.TICKET_STATUS, Intent.ITEM_PROBLEM, Intent.OUT_OF_SCOPE, Intent.INFORM, Intent.COMPLAINT, Intent.WHERE_IS_MY_ORDER, Intent.REFUND_STATUS, Intent.POLICY_QUESTION, Intent.SHOW_ORDER, Intent.OPEN_TICKET, Intent.UPDATE_TICKET, Intent.PRODUCT_QUESTION, Intent.LIST_ORDERS, Intent.PREVIOUS_ORDER, Intent.BOT_QUESTION, Intent.REPEAT),
)  # fmt: skip


def cued(text: str, wish: Understood) -> Intent | None:
    """Return what words say beyond doubt, where the head took them for something near."""
    return next(
        (
            cue.meant
            for cue in _CUES
            if (not cue.taken or wish.intent in cue.taken)
            and wish.confidence <= cue.sure
            and cue.pattern.search(text)
        ),
        None,
    )
