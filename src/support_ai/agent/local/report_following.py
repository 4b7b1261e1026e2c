"""Whether a message says of a report nothing but what is different: other days, another split, `as a percentage?`. Pure."""

import re

from support_ai.agent.local.entities import EntityType, find_entities
from support_ai.agent.local.periods import COUNT, UNIT
from support_ai.agent.local.report_relative import without_relative
from support_ai.agent.local.report_topics import without_report_words

_FEW = 4
_BARE_MONTH = re.compile(r"\b(jan|feb|mar|march|apr|may|jun|jul|aug|sept?|oct|nov|dec)\b", re.IGNORECASE)
_LONE_MONTH = re.compile(
    r"(?<!\d )(?<!\dst )(?<!\dnd )(?<!\drd )(?<!\dth )(?<!\bof )(?<!\bin )\b(jan|feb|mar|march|apr|may(?! (?:i|we|you|he|she|it|they|be|have|not|also|the)\b)|jun|jul|aug|sept?|oct|nov|dec)\b(?! ?\d{1,2}\b)",
    re.IGNORECASE,
)
_SHORT_DAY = re.compile(r"\b(mon|tues?|wed|thu(?:rs?)?|fri|sat|sun)\b\.?", re.IGNORECASE)
_DAY_NAMES = {"mon": "monday", "tue": "tuesday", "wed": "wednesday", "thu": "thursday", "fri": "friday", "sat": "saturday", "sun": "sunday"}  # fmt: skip
_THE_WEEK = re.compile(
    r"(?<!\bday )(?<!\bdays )\b(up|of|for|through|on|about|was|is|how's|has) the (day|week|month|quarter|year)\b(?! (?:before|of|prior|after|that|beginning|starting|to|so|ending|earlier)\b)",
    re.IGNORECASE,
)
_THIS_AND_LAST = re.compile(
    r"\b(this|last) and (?:the )?(this|last) (day|week|month|quarter|year)\b", re.IGNORECASE
)
_BARE_SPAN = re.compile(
    rf"\W*(?:(?:and|what about|how about|or|now|then|the|make it|for|over)\W+)*({COUNT} {UNIT})\W*",
    re.IGNORECASE,
)
_DAY_ALONE = re.compile(
    r"\W*(?:(?:and|what about|how about|then|on)\W+)*(?:the )?(\d{1,2})(?:st|nd|rd|th)\W*", re.IGNORECASE
)
_RANGE = re.compile(
    r"\b(?:between|from)\b[^.?!]{0,30}\b(?:and|to|until|till|through)\b|\w-(?:mar|may|jan|feb|jun|jul|aug)|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w* (?:until|till|through|thru|to|-|\u2013) ",
    re.IGNORECASE,
)
COMPARES = re.compile(
    r"\b(?:compar\w*|versus|vs\.?|v\.|against|than|next to|beside|alongside|side by side|differen\w+|relative to|up or down|(?:going |gone |went )?(?:up|down)(?= (?:on|from|since|against|compared|versus|or)\b)|(?:going|gone|went) (?:up|down)|(?:in|de)creas\w*|grow\w*|grew|fall\w*|fell|drop\w*|trend\w*|better or worse|year[- ](?:over|on)[- ]year|yoy|month[- ](?:over|on)[- ]month|week[- ](?:over|on)[- ]week)(?!\w)",
    re.IGNORECASE,
)
_FOLLOWS = re.compile(
    r"^\W*(?:h+m+\W+|oh\W+|ah\W+|right\W+|good\W+|great\W+|nice\W+|thanks\W+|cool\W+|well\W+)*(?:and|ok(?:ay)?|now|then|so|also|same|again|what about|how about|but|only|just|by|per|for|in|of|the|compared?|versus|vs|or|show|split|break|group|please|no|i meant|as|with|without|make it|do it|do that|give)\b",
    re.IGNORECASE,
)
_SMALL = re.compile(
    r"\W*(?:(?:h+m+|oh|ah|uh|um+|er|right|good|great|nice|wow|cool|well|hi|hello|hey|know|basically|honestly|kind|sort|take|took|takes|taken|dear|morning|afternoon|evening|thanks?|thank|thx|ta|cheers|sorry|actually|wait|and|ok(?:ay)?|now|then|so|also|the|same|again|what|what's|whats|how's|hows|about|how|but|only|just|by|per|for|in|of|on|from|at|it|its|it's|that|that's|this|those|these|them|to|compared?|with|without|versus|vs|or|show|give|get|make|do|tell|put|list|add|want|need|see|me|us|our|ours|my|you|i|i'd|i'm|we|split|break|broken|breakdown|group(?:ed)?|down|please|pls|plz|can|could|would|will|should|may|might|does|did|was|were|is|are|has|have|had|been|be|a|an|table|as|each|every|whole|all|any|some|figures?|numbers?|report|instead|rather|meant|mean|no|not|yes|too|there|let|let's|like|looks?|look|against|than|daily|weekly|monthly|up|over|time|one|ones|more|less|fewer|higher|lower|better|worse|best|worst|much|many|total|opposite|reverse|way|round|around|terms|second|third|next|both|two|together|combined|added|sum|summed|totals?|totalled|overall|altogether|before|after|came|come|coming|get|got|went|go|going|happened|days?|weeks?|months?|quarters?|years?|line|lines|lined|stack|stacks|stacked|hold|holds|measure|measures|fare|fared|set|place|row|rows|month-by-month|quick|quickly|roughly|exactly|currently|so far|yet|still|else|other|part|since|between|until|till|during|within|which|who|when|where|why|them|their|they|he|she|wise|shop|store|business|customers?|people|ever|per|out|off|shall|if|possible|real|first|last|under|us|boss|team|guys?|mate|there|thing|things)\W*)*",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"\b(?:why|how come|what for|what(?:'s| is) (?:behind|the reason)|reasons?|in (?:percent|%)|as (?:a |an )?(?:percent\w*|%|share|total|table|sum)|percent\w*|in total|overall|both|the two|together|combined|added up|differen\w+|all (?:products|items|of it)|other way (?:round|around)|the (?:opposite|reverse)|before|previous|prior|earlier|compar\w*|ago|period|better|worse|best|worst|most|least|open|late|fast|quick\w*|split|table|same (?:for|with|again|thing|but))\b|%",
    re.IGNORECASE,
)
_KEPT = 7


def follows(text: str) -> bool:
    """Tell whether a message says nothing but what is different from the report before: `and by week?`."""
    rest = _without_days(text)
    if day_alone(text) is not None:
        return True
    if _SMALL.fullmatch(_without_things(without_report_words(rest))):
        return True
    return _FOLLOWS.match(text) is not None and len(re.findall(r"\w+", rest)) <= _KEPT


def is_bare(text: str) -> bool:
    """Tell whether a text has no words but those of a report."""
    return _SMALL.fullmatch(without_report_words(_without_days(text))) is not None


def says_more(text: str) -> bool:
    """Tell whether a text asks for something of the report before without naming days or a topic."""
    return _MORE.search(text) is not None


def is_thing_only(text: str) -> bool:
    """Tell whether a few words name a thing and nothing else of a report: `and the mugs?`."""
    if day_alone(text) is not None or names_days(text) or len(text.split()) > _FEW:
        return False
    rest = without_report_words(_without_days(text)).lower()
    if _SMALL.fullmatch(rest):
        return False
    things = [text[one.start : one.end].lower() for one in find_entities(text) if one.type is EntityType.ITEM]
    return any(thing in rest for thing in things)


def with_month(text: str) -> str:
    """Return `April with in March` for `April with March`: in a question on figures a bare month is one."""
    whole = _THE_WEEK.sub(r"\1 this \2", text)
    whole = _THIS_AND_LAST.sub(r"\1 \3 and \2 \3", whole)
    bare = _BARE_SPAN.fullmatch(whole)
    if bare is not None:
        return f"last {bare[1]}"
    whole = _SHORT_DAY.sub(lambda found: _DAY_NAMES[found[1][:3].lower()], whole)
    return whole if _RANGE.search(whole) else _LONE_MONTH.sub(r"in \1", whole)


def day_alone(text: str) -> int | None:
    """Return the day of the month that a message says and nothing else: 4 of `and the 4th?`."""
    found = _DAY_ALONE.fullmatch(text)
    return None if found is None else int(found[1])


def names_days(text: str) -> bool:
    """Tell whether a question names days, or a month."""
    return any(one.type is EntityType.DAYS for one in find_entities(with_month(text)))


def _without_days(text: str) -> str:
    bare = without_relative(with_month(text))
    bare = _blanked(bare, (EntityType.DAYS, EntityType.GROUPING))
    for pattern in (*([_BARE_MONTH] if len(text.split()) <= _FEW else []), COMPARES):
        bare = pattern.sub(lambda found: " " * len(found[0]), bare)
    return bare


def _without_things(text: str) -> str:
    return _blanked(text, (EntityType.ITEM, EntityType.PAYMENT)) if len(text.split()) <= _KEPT else text


def _blanked(text: str, kinds: tuple[EntityType, ...]) -> str:
    bare = list(text)
    for one in find_entities(text):
        if one.type in kinds:
            bare[one.start : one.end] = " " * (one.end - one.start)
    return "".join(bare)
