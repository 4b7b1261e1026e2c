"""What managers ask for and no report holds: how it is recognised, and what is said instead. Pure."""

import re

UNKEPT = {
    "profit": "The shop's costs are not kept here, so there is no profit or margin. What there is are sales, payments and refunds.",
    "satisfaction": "Reviews and moods are not kept here. How people rate their conversations is: from 1 to 5, with the share of fours and fives.",
    "visits": "Visits to the website are not counted here; orders and conversations are.",
    "forecast": "I cannot look ahead: the reports hold only what happened.",
    "stock": "How much is in stock is not kept here, only whether a product is available.",
    "colleague": "The reports count the shop as a whole, not single colleagues. Who did what stands in the audit log of the console.",
    "channel": "The reports do not tell channels apart.",
    "customer": "The reports cannot be split that way. They can be split by day, week and month, and by product, payment method or reason.",
    "order": "The reports add orders up and name no single one. I can list the orders of a day, each with its total.",
    "spread": "The reports hold sums and averages of whole days: not how single orders are spread by their worth, by their number of items, or over the hours.",
    "customers": "The reports count orders, not how many customers they are of, and not who is new or comes again. I can tell how many orders there were, and what an order is worth on average.",
    "owed": "What is owed to customers is not added up in the reports: they count refunds by the day. Of one order or one customer I can tell it.",
    "questions": "What people ask about, and what remained without an answer, is not counted in the reports. The conversations themselves are in the console's inbox.",
}


def _any(words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{words})(?!\w)", re.IGNORECASE)


_UNKEPT: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("owed", _any(r"(?:we|the shop|the company|store) (?:still |currently |actually |also )?owes?|(?:still |currently )?owed to (?:our |the |all )?(?:customers?|people|buyers?|clients?)|owing|liabilit\w+|(?:still |yet )(?:have|need) to (?:pay|refund|give) (?:back )?(?:our |the )?(?:customers|people|buyers)")),
    ("profit", _any(r"profit\w*|margins?|p ?& ?l|in the (?:black|red)|cost of goods|expenses|ebitda")),
    ("satisfaction", _any(r"nps|net promoter\w*|(?<!performance )reviews?|sentiment|moods?")),
    ("visits", _any(r"(?:visitors|visits)[^.?!]{0,30}(?:web ?site|site|shop|store)|(?:web ?site|site|store)[^.?!]{0,20}visit\w*|conversion\w*|page ?views?|website (?:visits?|visitors|traffic)|traffic|bounce|clicks?|abandon\w*|sessions")),
    ("forecast", _any(r"forecast\w*|predict\w*|projection\w*|expect(?:ed)? to sell|will (?:we|they|sales|it) \w+|next (?:week|month|quarter|year)|tomorrow|going to (?:sell|make|earn|hit)|by the end of")),
    ("stock", _any(r"stock(?! ?holm)|inventory|warehouse")),
    ("colleague", _any(r"(?:by|per|each|which|what|every) (?:colleague|agent|employee|team ?member|person|staff)\w*|who (?:solved|issued|made|answered|closed|handled|gave|approved|refunded|sold)|team performance|(?:by|did|has|have) (?:emma|olivia)(?: \w+)?")),
    ("channel", _any(r"(?:by|per|each|which|what) channels?|whatsapp|on the website|versus the website")),
    ("order", _any(r"(?:biggest|largest|highest|dearest|priciest|most expensive|smallest|lowest|cheapest) (?:single )?(?:orders?|purchases?|sale|basket)(?! (?:values?|day|week|month))")),
    ("spread", _any(r"(?:items|pieces|products|units|articles) (?:per|in an|in each|in every|an) (?:order|basket)|orders? (?:\w+ ){0,2}(?:over|above|under|below|more than|less than|worth more|worth less|bigger than|of at least|exceed\w*) (?:than )?[$€£]?\d+|(?:this|last|past|per|by the|each|every|which|what) hours?(?! \d)")),
    ("customers", _any(r"(?:how many|number of) (?:\w+ )?(?:customers?|people|buyers?|shoppers?|clients?)(?! (?:chat\w*|were|return\w*|sen[dt]|talk\w*|wrote|ask\w*|want\w*|need\w*|did (?:you|the bot|the assistant)))|(?:new|repeat|returning|loyal) (?:customers?|buyers?)")),
    ("customer", _any(r"(?:by|per|each|best|top|which|biggest|most valuable) (?:customers?|buyers?|spenders?)(?! (?:paid|pay|chat\w*|did|were|return\w*|send|sent|talk\w*|wrote))|(?:by|per|which|each) (?:countr\w+|cit(?:y|ies)|regions?|states? (?!of)|age|gender|segments?|time of day|categor\w+|brands?|suppliers?|sizes?|colou?rs?)|at what time|what time of day")),
    ("questions", _any(r"(?:which|what) (?:questions|topics|do (?:customers|people|visitors) ask)|asked (?:most|about)|frequent (?:topics|questions)|top intents|unanswered|(?:could|can|did)(?:n'?t| not) (?:\w+ )?(?:answer|know)|no answer to|what are (?:the )?tickets about|subjects?|length of a conversation|failed conversations")),
)  # fmt: skip


def unkept_in(text: str) -> str | None:
    """Return which figure that no report holds is asked for."""
    return next((name for name, pattern in _UNKEPT if pattern.search(text)), None)
