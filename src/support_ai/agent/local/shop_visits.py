"""Questions of somebody who wants to come to the shop, or to know where it is: no name is needed for that. Pure."""

import re

HOURS = "opening hours: when do you answer, from when to when"
PLACE = "how to contact us: the address of the shop"
_SHOP = r"(?:shops?|stores?|branch(?:es)?|show ?rooms?|outlets?|premises|office|location|place|counter|boutique|warehouse)"
_COMES = re.compile(
    rf"\b(?:pop|drop|come|swing|stop|walk|call|nip|go|get|step|look|turn|stroll|drive|head|wander)(?:ping|ming|ing)? (?:in|by|into|over|down|round|around|past|up|to|along)\b[^.?!]{{0,30}}\b(?:you|your|ur|the|a) (?:\w+ )?(?:{_SHOP})\b"
    rf"|\b(?:visit|see|find|enter|browse|reach)(?:ing)? (?:you(?: (?:guys|lot))? in person|(?:you|your|ur|the) (?:\w+ )?{_SHOP})\b"
    r"|\b(?:pop|drop|swing|stop|come|call|nip|walk) (?:in|by|round|over)\b[^.?!]{0,40}\b(?:person|look|try|visit|you|saturday|sunday|monday|tuesday|wednesday|thursday|friday|weekend|tomorrow|today|lunch|[0-9]{1,2} ?(?:am|pm))\b"
    rf"|\b(?:real|physical|actual|bricks?|high street|walk-in|in-person) (?:and mortar )?{_SHOP}\b|\bvisit (?:you|u)\b|\b(?:see|come|visit|look|try|trying|buy|shop|collect|pick|feel|touch)\b[^.?!]{{0,40}}\b(?:in person|in[- ]store|on site|at your (?:shop|store|place))\b|\bcome (?:and )?(?:see|look at|try|have a look)\b|\bin person\b[^.?!]*\b{_SHOP}\b|\b{_SHOP}\b[^.?!]*\bin person\b",
    re.IGNORECASE,
)
_WHERE = re.compile(
    rf"\bwhere(?:abouts)?(?:'s| is| are|s)? (?:exactly |abouts )?(?:(?:your|ur|the|this) (?:\w+ )?{_SHOP}|(?:you|u|ya|you guys|you lot|y'?all) (?:based|located|situated|at\b|guys based))\b"
    rf"|\bwhere(?:abouts)? (?:are|r) (?:you|u|ya|y'?all)(?: (?:guys|lot))?(?: (?:based|located|at|situated))?\W*$|\b(?:address|directions?|street) (?:of|to|for) (?:your|ur|the) (?:\w+ )?{_SHOP}\b|\b(?:your|ur|the) {_SHOP}'?s? address\b|\bhow (?:do|can|would) i (?:get to|find) (?:your|ur|the) {_SHOP}\b",
    re.IGNORECASE,
)
_WHEN = re.compile(
    r"\b(?:\w+days?|weekends?|tomorrow|today|tonight|open|opening|close[sd]?|shut|hours|when|what time|\d{1,2} ?(?:am|pm|o'?clock)|noon|lunch\w*|morning|afternoon|evening)\b",
    re.IGNORECASE,
)
_OWN = re.compile(
    r"\b(?:my|mine|our) (?:\w+ )?(?:orders?|parcels?|packages?|stuff|things?|refund|home|house|flat|place|work|door|address)\b|\b(?:courier|driver|delivery|deliver\w*|gift ?card|return\w*|refund\w*|exchange\w*)\b",
    re.IGNORECASE,
)


def asks_to_visit(text: str) -> bool:
    """Tell whether somebody asks to come to the shop, or where it is."""
    return bool(_COMES.search(text) or _WHERE.search(text)) and _OWN.search(text) is None


def wanted_of_the_shop(text: str) -> tuple[str, ...]:
    """Return what to look up for somebody who wants to come: the hours where a time is spoken of, and where the shop is."""
    return (HOURS, PLACE) if _WHEN.search(text) else (PLACE,)
