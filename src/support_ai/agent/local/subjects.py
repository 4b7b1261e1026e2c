"""What a longer message must speak of to be taken for a wish: words of its subject, whatever the head makes of the rest. Pure.

The head has to choose one of its intents for every text. Where somebody writes of drains, essays or a made-up role, what it
chooses is chance; none of the words below is in it, and so it is none of these wishes.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

from support_ai.agent.local.entity import EntityType
from support_ai.agent.local.features import plain
from support_ai.agent.local.intent import OTHER_ITEMS, Intent
from support_ai.agent.local.spelling import corrected
from support_ai.agent.local.understanding import Understood

# Few words are read from what was said before.
_FEW = 6
# What the head is sure of needs no such word: none of 339 harmless texts about something else was taken for so sure.
_CERTAIN = 0.85
_ORDERS = r"orders?|ordered|ordering|ord|parcels?|packages?|packets?|pakets?|consignments?|box(?:es)?|purchases?|purchased|bought|buy|deliver\w*|ship\w*|shipments?"
_GOODS = r"products?|items?|articles?|things?|goods|sizes?|colou?rs?|models?|versions?|variants?"
_MONEY = r"refund\w*|pay|paid|pays|paying|payments?|money|charged?|charges|cards?|paypal|cash|invoices?|prices?|costs?|fees?|discounts?|vouchers?|coupons?|gift"
_BACK = r"returns?|returned|returning|returnable|exchang\w*|swap\w*|replac\w*|back|cancel\w*|keep|rid of"
_REPORTS = r"sales|sold|sell\w*|revenue|turnover|figures|profits?|earn\w*|income|refund\w*|returns?|returned|tickets?|statistics|stats|analytics|orders?|customers?|numbers|reasons?|kpis?|trends?|daily|weekly|monthly|month|week|quarter|year|today|yesterday|assistant|bot|chats?|conversations?|money|cash|books|balance|shop|shipping|came in|went out|sent back|on average"
_REPORT = rf"^(?=.*\b(?:show|give|how|what|what's|whats|which|who|why|where|report\w*|figures|statistics|stats|analy\w+|compare\w*|list|total\w*|top|best|most|worst|overview|summary|me|we|our|by|per|this|last|btw|between|since)\b).*\b(?:{_REPORTS})\b"
_ADDRESS = r"\b(?:address\w*|street|road|avenue|house|home|flat|apartment|place|moved|moving|move|deliver\w*|ship\w*|send|sent|redirect\w*|parcel|package|postcode|zip|neighbou?r\w*|office|work|go|goes|going|postal|live|orders)\b"
_HOW = (EntityType.OPTION, EntityType.COMPARISON)
SUBJECTS: Mapping[Intent, str] = MappingProxyType(
    {
        Intent.DELETE_ORDER: r"\b(?:orders?|ord|purchases?)\b",
        Intent.DELETE_MY_DATA: r"\b(?:my|mine|me|i|gdpr|personal|accounts?|profile|you (?:store|have|hold|keep))\b",
        Intent.CODE_TROUBLE: r"\b(?:codes?|sms|text|log|login|logged|sign|signed|signing|passw\w+|links?|verif\w+|e-?mails?|mails?|account|register\w*|locked|pin|otp|digits?|received?|spam|inbox|phone|prove)\b",
        Intent.WITHDRAW_RETURN: r"\b(?:returns?|returned|returning|exchang\w*|requests?|sen[dt] (?:\w+ ){0,3}back|sending|keep|withdraw\w*|refund|pick\w*|label)\b",
        Intent.RETURN_ITEMS: rf"\b(?:{_BACK}|{_MONEY}|unwanted|don't (?:want|need|like)|fit|fits|wrong|sent|send|too|reclaim|take|pick)\b",
        Intent.EXCHANGE_ITEMS: rf"\b(?:{_BACK}|{_ORDERS}|{_GOODS}|instead|another|different|other|bigger|larger|smaller|wrong|trade\w*|switch|rather|prefer|fits?|should|want|wanted|change)\b",
        Intent.CHANGE_ITEMS: rf"\b(?:{_ORDERS}|{_GOODS}|instead|another|add|remove|swap|replace|change|bigger|larger|smaller|switch|rather|make|only|cancel)\b(?!.{0,60}\b(?:settings?|filter)\b)",
        Intent.CANCEL_ORDER: rf"\b(?:{_ORDERS}|cancel\w*|call (?:\w+ )?off|stop|annul|abort|scrap|drop|undo|take|delete|remove|don't|not|mistake|withdraw)\b",
        Intent.CHANGE_ADDRESS: _ADDRESS,
        Intent.CHANGE_CUSTOMER_ADDRESS: _ADDRESS,
        Intent.WHERE_IS_MY_ORDER: rf"\b(?:{_ORDERS}|{_GOODS}|where\w*|(?:when|whn|wen|whens|when's) (?:will|is|does|do|did|are|can|could|would|am|was|the|my|it)|track\w*|arriv\w*|com(?:e|es|ing)|came|got|get|receiv\w*|late|expect\w*|wait\w*|eta|sent|courier|carrier|driver|stuff|delay\w*|here|status|at home)\b",
        Intent.SHOW_ORDER: rf"\b(?:{_ORDERS}|position|whereabouts|{_GOODS}|{_MONEY}|it|that one|is that|was that|them|they|this one|total|arriv\w*|carrier|courier|track\w*|address|sent|got|get|receipt)\b",
        Intent.POLICY_QUESTION: rf"\b(?:{_ORDERS}|{_GOODS}|{_MONEY}|{_BACK}|warrant\w*|guarantee\w*|faulty|broken|damaged?|defect\w*|lost|missing|arriv\w*|late|open|opening|hours?|close[ds]?|weekends?|holidays?|(?:tele)?phone|call|contact|reach|addresses|abroad|countr\w+|internation\w*|customs|tax\w*|vat|days?|privacy|my|gdpr|stor(?:e|es|ed|ing)|shop|stores?|sell|offer|you guys|do you|you (?:have|take|accept|send)|business|company|sustainab\w*|points|newsletter|passw\w+|account|register|sign|postage|post|express|courier|pick|send|sending|sent|try|fit|fits|worn|opened|box|packag\w*|label|receipt|original|breaks?|quicker|faster|promo|code)\b",
        Intent.PRODUCT_QUESTION: rf"\b(?:{_GOODS}|{_ORDERS}|{_MONEY}|how much|stock|availab\w*|sell|sells|you have|have you|got|carry|cheap\w*|expensive|dear\w*|compar\w*|difference between your|come in|comes in|bigger|smaller|larger|large|small|size|options?|choose|recommend\w*|offer|catalog\w*|range|made of|weigh\w*|wide|heavy|waterproof|battery|on sale|works? with|compatible|how many|how long is|inside the box|what age|what's the difference)\b",
        Intent.LIST_PRODUCTS: rf"\b(?:{_GOODS}|sell\w*|have|catalog\w*|range|offer\w*|stock|availab\w*|buy|shop|assortment|categor\w+|inventory|store|get|carry)\b",
        Intent.IDENTIFY: r"\b(?:i|i'm|im|my|me|name|this is|it's|customer|order|email|mail|code|number|here)\b",
        Intent.ITEM_PROBLEM: rf"\b(?:i|i've|i'm|my|me|we|our|it's|it (?:is|was|does|doesn't|came|has|stopped|won't)|they|came|arriv\w*|got|receiv\w*|broke\w*|damag\w*|wrong|missing|faulty|defect\w*|{_ORDERS}|charged|twice|holes?|crack\w*|nobody|stain\w*|scratch\w*|quality|awful|nothing like|apart|too|works?|working|bits|pieces|only|no|dirty|used|loose|leak\w*|smell\w*)\b",
        Intent.BOT_QUESTION: r"\b(?:you|u|ur|bots?|robots?|human|real|person|machine|ai|assistant|computer|chatgpt|gpt|llm|name)\b",
        Intent.REPEAT: r"\b(?:say|said|saying|repeat|again|pardon|come again|(?:didn't|don't|not) (?:\w+ )?(?:get|catch|hear|see|understand)|mean|meant|once more|last|what was|shorter|simpler|other words)\b",
        Intent.PROFILE: r"\b(?:my|mine|me|i|i'm|accounts?|profile|you (?:store|have|hold|keep|know))\b",
        Intent.WHAT_CAN_YOU_DO: r"\b(?:what (?:\w+ )?(?:can|could|do|are|all|things|is|would)\b.{0,60}\b(?:you|u|this|here)\b|help\w*|able|can you do|for me|how (?:do|does|can|to) (?:this|you|i)\b|features|capab\w+|options|menu|i have a|questions?|assist\w*|good for)\b",
        **dict.fromkeys(
            (Intent.SALES_REPORT, Intent.FINANCIAL_REPORT, Intent.REFUNDS_REPORT, Intent.RETURNS_REPORT, Intent.TICKETS_REPORT, Intent.ASSISTANT_REPORT, Intent.ANALYTICS),
            _REPORT,
        ),
        Intent.TALK_TO_PERSON: r"\b(?:humans?|persons?|people|agents?|colleagues?|representatives?|reps?|some ?(?:one|body)|any ?(?:one|body)|managers?|supervisors?|boss|support|staff|team|operators?|employees?|advis[eo]rs?|consultant|service|care|call|callback|phone|ring|talk|speak|escalate|lady|gentleman|bots?|robots?|machine|wait|emma)\b",
        Intent.OPEN_TICKET: r"\b(?:tickets?|cases?|complaints?|(?:web)?sites?|page|app|bugs?|checkout|crash\w*|reports?|technicians?|developers?|technical|call ?back|on record|(?:e-?)?mail me|contact me|look(?:ed)? into|escalate|support|(?:the|your) team|forward this|pass this|message for|write this down|note for|(?:submit|raise|lodge|register|log|make|start|open) (?:\w+ ){0,3}(?:requests?|issues?|problems?))\b",
    }
)  # fmt: skip
_SPOKEN_OF: Mapping[Intent, re.Pattern[str]] = MappingProxyType(
    {intent: re.compile(pattern) for intent, pattern in SUBJECTS.items()}
)
_PLAIN = (EntityType.ORDER_NUMBER, EntityType.TICKET_NUMBER, EntityType.ADDRESS)


def speaks_of_it(text: str, wish: Understood) -> bool:
    """Tell whether a text has words of what it is taken for; few words, and an intent without a list, always do."""
    subject = _SPOKEN_OF.get(wish.intent)
    if (
        subject is None
        or wish.confidence >= _CERTAIN
        or len(text.split()) <= _FEW
        or any(wish.values(kind) for kind in _PLAIN)
        or (wish.intent in OTHER_ITEMS and any(wish.values(kind) for kind in _HOW))
    ):
        return True
    return subject.search(corrected(plain(text))) is not None
