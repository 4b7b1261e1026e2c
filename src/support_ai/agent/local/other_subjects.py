"""Whether a longer message is about something that no shop deals with: essays, programs, offices, exercises. Pure.

The head has to choose one of its intents for every text, and by a word or two of such a text it may choose any of them.
"""

import re

from support_ai.agent.local.entity import EntityType
from support_ai.agent.local.expected import SMALL
from support_ai.agent.local.understood import Understood

_FEWEST, _CERTAIN = 6, 0.985
_ELSEWHERE = re.compile(
    r"\b(?:essays?|poems?|stor(?:y|ies)|scripts?|novels?|lyrics|songs?|artworks?|paintings?|themes?|creativity|documents|documentation|the document|a document|memos?|guidelines|projects?|timelines?"
    r"|software|applications?|(?:computer|operating|the|a|this) systems?|system settings|servers?|databases?|files|folders?|backups?|arrays?|algorithms?|python|java|sql|compilers?"
    r"|warnings?|commands?|instructions|processes|process|procedures?|protocols?|employees|management|facilit(?:y|ies)|identification|credentials|permissions|login process|authentication|networks?"
    r"|features?|(?:control )?panels?|engines?|mindfulness|gratitude|affirmations?|meditation|routines?|tasks?|habits?|decision-making|reporting|regulations|legislation|research|studies|teachers?|schools?|universit\w+"
    r"|recipes?|translat(?:e|ion)|sentence|paragraphs?|summari[sz]e|grammar|historical|architecture|scien\w+|mathematic\w*|equations?|calculates|philosoph\w*|politic\w*)\b",
    re.IGNORECASE,
)
_OF_SHOPS = re.compile(
    r"\b(?:orders?|ordered|ordering|parcels?|packages?|purchas\w*|bought|buy\w*|deliver\w*|ship\w*|products?|items?|sizes?|colou?rs?|refund\w*|pay\w*|paid|money|charged?|cards?|paypal|cash|invoices?|receipts?"
    r"|prices?|cost\w*|fees?|discounts?|vouchers?|coupons?|gift\w*|return\w*|exchang\w*|swap\w*|replac\w*|cancel\w*|address\w*|street|warrant\w*|guarantee\w*|faulty|broken|damaged?|shop|stores?|sell\w*|stock"
    r"|customers?|tickets?|postage|post|couriers?|carriers?|person|human|agent|colleague|hours|opening|weekends?|holidays?|newsletter|account|arriv\w*|tracking|track|lost|late)\b",
    re.IGNORECASE,
)
_OWN = re.compile(
    r"\b(?:my|mine|our) (?!code\b|projects?\b|essay\b|system\b|computer\b|files?\b)\w+|\bi (?:bought|ordered|got|received|paid|want to (?:buy|return|cancel))\b",
    re.IGNORECASE,
)
_NAMES = (EntityType.ORDER_NUMBER, EntityType.TICKET_NUMBER, EntityType.CUSTOMER_NUMBER, EntityType.ADDRESS, EntityType.EMAIL, EntityType.PHONE, EntityType.AMOUNT, EntityType.PAYMENT)  # fmt: skip


def is_of_elsewhere(text: str, wish: Understood) -> bool:
    """Tell whether a text has words of another world, and none of a shop or of what is the person's own."""
    if len(text.split()) < _FEWEST or wish.confidence >= _CERTAIN or wish.intent in SMALL:
        return False
    if any(wish.values(kind) for kind in _NAMES) or _OF_SHOPS.search(text) or _OWN.search(text):
        return False
    return _ELSEWHERE.search(text) is not None
