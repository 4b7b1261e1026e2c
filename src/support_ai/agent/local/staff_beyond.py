"""What colleagues ask for that is done elsewhere, by whoever may: the words, and the sentence that says so. Pure."""

import re

from support_ai.agent.local.entity import EntityType
from support_ai.agent.local.understood import Understood

_CHANGES = r"(?:change|set|turn (?:on|off)|switch (?:on|off)|edit|adjust|raise|lower|increase|decrease|reduce|extend|shorten|disable|enable|update|rewrite|lift|bump|drop|put up|make)"
_ERASES = r"(?:delete|erase|wipe|remove|purge|forget|anonymi[sz]e|get rid of|scrub|clear)"
_NO_ROLES = "I cannot change roles or accounts of colleagues. The owner does that in the console."
_POWERS = r"(?:admin\w*|owners?|managers?|supervisors?|super ?-?users?|root|roles?|(?:access |user |more |full |higher |extra )*(?:rights|permissions?|privileges?))"
# Who asks for one of these means it, however it is said.
_BEYOND: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(
            r"\baudit\w*\b|\b(?:change|activity|access|edit|event|security|history|login|system) ?-?(?:log|trail|record)s?\b|\blog ?(?:files?|entries|book)\b|\b(?:paper|history) trail\b|\b(?:check|show|pull|see|read|search|open|in|from|through) (?:me )?(?:the )?logs\b"
            r"|\bwho (?:all |last |else |on the team |of us )*(?:has |have |had )?(?:changed|touched|edited|modified|altered|deleted|archived|accessed|logged|looked (?:at|into)|viewed|messed|fiddled|tampered|played around)\b"
            r"|\bwho (?:has )?(?:refunded|cancell?ed|booked|approved|issued) (?=the|this|that|it|ord|order|#|\d|r-)"
            r"|\b(?:fiddl|tamper|mess|meddl)(?:ed|ing|ered|ering) (?:around )?(?:with|about)\b"
            r"|\bwhat (?:(?:my|our|a|the|another|some) )?(?:colleagues?|owner|admins?|agents?|team|others?|someone|somebody|anyone|any ?body) (?:\w+ )?(?:did|has done|have done|changed|was doing|were doing|has changed)\b"
            r"|\bwhat (?:did|has|have) (?:the )?(?:owner|admins?|colleagues?|agents?|team|others?|[a-z]+ from (?:the )?(?:team|support)) (?:\w+ ){0,2}(?:do|done|change\w*|edit\w*|delete\w*|refund\w*|look\w*)\b",
            re.IGNORECASE,
        ),
        "I cannot show the audit log, who did what. Admins and the owner read it in the console.",
    ),
    (
        re.compile(
            rf"\b(?:make|turn|upgrade|promote|convert|elevate|switch|raise|lift|set|change|give|grant|get|lend|assign|bump|add|put)\b[^.?!]{{0,30}}\b(?:me|my|mine|myself|us|ourselves)\b[^.?!]{{0,40}}\b{_POWERS}\b"
            rf"|\b(?:want|like|need|wish|have|love|could i|can i|may i|let me|how (?:do|can) i) (?:to )?(?:be|become|get|have) (?:made |turned into |promoted to )?(?:an? |the |some )?{_POWERS}\b",
            re.IGNORECASE,
        ),
        _NO_ROLES,
    ),
    (
        re.compile(
            r"\b(?:export|dump|csv|excel|xlsx?|spreadsheets?|data ?base|sql|mailing list|back-?up)\b|\bdownload\w*\b|\b(?:list|table|e-?mails|addresses|phone numbers) of (?:all|every) (?:our |the )?customers?\b|\ball (?:our |the )?customers?'? (?:e-?mails?|addresses|phone numbers|data)\b",
            re.IGNORECASE,
        ),
        "I cannot export data or make files of it. Admins and the owner have that in the console.",
    ),
    (
        re.compile(
            rf"\b{_ERASES}\b(?!.*\bord(?:er)?s?\b)[^.?!]{{0,60}}\b(?:customers?|accounts?|profiles?|persons?|(?:personal |customer |all )?data|records?|gdpr|everything (?:about|of|on|we have)|him|her)\b|\b(?:right to be forgotten|erasure request|gdpr (?:request|delet\w+|erasure))\b",
            re.IGNORECASE,
        ),
        "I cannot erase customers or their data. The owner does that in the console.",
    ),
    (
        re.compile(
            rf"\b{_ERASES}\b(?!.*\bord(?:er)?s?\b)[^.?!]{{0,40}}\b(?:tickets?|conversations?|chats?|articles?|products?|messages?|t-\d+)\b",
            re.IGNORECASE,
        ),
        "I cannot delete tickets, conversations, articles or products. Admins and the owner do that in the console.",
    ),
    (
        re.compile(
            rf"\b{_CHANGES}\b(?!.*\b(?:ord-?\d|tickets?|t-\d))[^.?!]{{0,50}}\b(?:settings?|configur\w+|(?:return|refund|exchange|cancel\w*|approval|shop|business) (?:window|rules?|limits?|polic\w+|thresholds?|period|deadline)|polic(?:y|ies)|my (?:refund |approval |own )?limits?|business hours|opening hours|(?:the )?(?:assistant|bot|prompt)(?:'s)?|two[- ]factor|2fa|retention)\b"
            rf"|\b{_CHANGES}\b(?!.*\b(?:ord-?\d|order|\d{{4}}|it|him|her|his|customer|overcharged|paid)\b)[^.?!]{{0,40}}\b(?:(?:product )?prices?(?! (?:match|correction|adjust\w*))|stock|inventory|catalogu?e)\b(?: of| for| to| by|\W*$)",
            re.IGNORECASE,
        ),
        "I cannot change settings, rules, prices or products. Admins and the owner do that in the console.",
    ),
    (
        re.compile(
            r"\b(?:my |our |the |a |other )?(?:colleague|agent|admin|owner|team ?mate)s?'?s? (?:conversations?|chats?|inbox|messages|performance|numbers)\b|\b(?:everyone|everybody|people|colleagues|agents|staff|who) (?:who |that )?works? here\b|\b(?:list|names?|overview|directory) of (?:all )?(?:the |our )?(?:staff|colleagues|agents|team members?|admins|employees)\b"
            r"|\b(?:salar(?:y|ies)|wages?|payroll|sick days?|home address|private (?:number|phone|e-?mail)|working hours|shifts?)\b[^.?!]{0,40}\b(?:owner|admins?|colleagues?|agents?|staff|team)\b|\b(?:owner|admin|colleague|agent|staff|team ?mate)(?:'s|s'?)?(?: [a-z]+?(?:'s|s)?)? (?:salary|wages?|pay|phone|number|e-?mail|address|password|login|data|home)\b",
            re.IGNORECASE,
        ),
        "I see customers and their orders, and no data of colleagues. The owner manages staff accounts in the console.",
    ),
)
_LIMITS: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(r"^(?!.*\b(?:tickets?|cases?)\b).*\b(?:admins?|owner|roles?|permissions?|access(?! (?:code|number))|access rights|staff accounts?|colleagues?'? accounts?|support agents?)\b", re.IGNORECASE),
        _NO_ROLES,
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
_ERASE = "I cannot erase customers or their data. The owner does that in the console."
_ERASING = re.compile(rf"\b{_ERASES}\b(?!.*\bord(?:er)?s?\b)", re.IGNORECASE)
_PEOPLE = (EntityType.NAME, EntityType.CUSTOMER_NUMBER, EntityType.EMAIL)
_WISH = re.compile(
    r"\b(?:make|give|grant|remove|revoke|take|change|set|promote|demote|upgrade|bump|add|create|place|enter|approve|tell|show|what(?:'s| is)|approved?|let|reset|delete)\b",
    re.IGNORECASE,
)


def elsewhere(text: str, wish: Understood) -> str | None:
    """Return who does elsewhere what is asked for; None where it may be done here."""
    sentence = _first(_BEYOND, text)
    if sentence is None and _ERASING.search(text) and any(wish.values(kind) for kind in _PEOPLE):
        sentence = None if wish.values(EntityType.ORDER_NUMBER) else _ERASE
    return sentence or (_first(_LIMITS, text) if _WISH.search(text) else None)


def limit_of(text: str, wish: Understood) -> str | None:
    """Return what is said of a text that nothing else was found in."""
    return elsewhere(text, wish) or _first(_LIMITS, text)


def _first(limits: tuple[tuple[re.Pattern[str], str], ...], text: str) -> str | None:
    return next((sentence for pattern, sentence in limits if pattern.search(text)), None)
