"""Another amount in the place of one that waits for a yes or was refused, however it is wrapped: `too generous, make it 320`. Pure."""

import re
from collections.abc import Sequence
from decimal import Decimal

from support_ai.agent.brain import Waiting
from support_ai.agent.local.choices import payments
from support_ai.agent.local.entities import find_entities
from support_ai.agent.local.form_fields import form_of
from support_ai.agent.local.intent import Intent
from support_ai.agent.local.memory import Form, Memory
from support_ai.agent.local.revising import WITH_AMOUNT
from support_ai.agent.local.staff_commands import command_in
from support_ai.agent.local.understood import Understood
from support_ai.core.money import exponent

_MOST_WORDS = 9
_CLAUSES = re.compile(r"[.;!\n]+(?=\s|$)|,(?=\s)|\s+-+\s+|\s*[\u2013\u2014]\s*")
_LEAD = r"(?:(?:no|nope|ok|okay|yes|yeah|well|oh|ah|h+m+|sorry|wait|hold on|hang on|stop|actually|rather|right|then|so|and|but|please|pls|let'?s|let us|just|only|i|we|you|i'?d|we'?ll|i'?ll|can|could|should|would|want to|better|maybe|perhaps|i mean|i meant|my mistake|my bad|in that case)\W+)*"
_VERB = r"(?:(?:make|do|give|book|pay|refund|take|set|change|put|send|grant|credit|lower|raise|reduce|increase|cut|bring|drop|correct|go|say|try|settle|limit|cap|round)(?: (?:it|that|this|him|her|them|the (?:amount|sum|refund|credit|figure)))?(?: back)?(?: (?:down|up))?(?: (?:to|at|as|for|with|on))?\W+)?"
_NUMBER = r"(?P<sign>[$\u20ac\u00a3] ?)?(?P<digits>\d{1,6}(?:[.,]\d{1,2})?)(?P<unit> ?(?:%|percent|dollars?|bucks|usd|eur|euros?|pounds))?"
_HALF = r"(?P<half>(?:only |just )?half(?: (?:of )?(?:that|it|this|the amount|the sum))?)"
_WHOLE = r"(?P<whole>(?:the )?(?:full|whole|entire|complete) (?:amount|sum|thing|lot|price)|all of it|everything(?: that(?:'s| is) left)?|what(?:'s| is) left|the rest)"
_PADDING = r"(?:(?:the|a|just|only|about|exactly|rather|instead|full|complete|whole|entire|total|sum|amount|of|not [$\u20ac\u00a3]?\d[\d.,]*\W+but|(?:it|that|the (?:amount|sum)) (?:should|must|has to|was supposed to|ought to) be)\W+)*"
_TO_WHERE = (
    r"(?:(?:to|on|onto|into|via|back to|back on|back onto) (?:(?:the|his|her|their|a) )?(?:[\w-]+ ?){1,3})"
)
_TAIL = rf"(?:\W+(?:instead(?: of [$\u20ac\u00a3]?\d[\d.,]*)?|rather(?: than [$\u20ac\u00a3]?\d[\d.,]*)?|not [$\u20ac\u00a3]?\d[\d.,]*|please|pls|only|then|actually|sorry|better|i mean|i meant|i think|after all|is enough|is plenty|will do|should do|would do|is fine|is right|sounds fair|sounds better|back|in total|altogether|this time|for now|thanks|{_TO_WHERE}))*"
_CLAUSE = re.compile(
    rf"\W*{_LEAD}{_VERB}{_PADDING}(?:{_NUMBER}|{_HALF}|{_WHOLE})(?![\w-]){_TAIL}\W*", re.IGNORECASE
)
_BECAUSE = re.compile(r"\b(?:because|since|due to|on account of|as (?:she|he|they|it))\b[^,.;]*", re.IGNORECASE)  # fmt: skip
_MORE = re.compile(
    r"\b(?:also|as well|too(?! (?:much|little|generous|low|high|many|small|big|good|mean|stingy))|another|additional(?:ly)?|plus|extra|on top|ord-?\d|order|cust-?\d|ticket|who|what|when|where|why|how|cancel|forget)\b|#\d|\?",
    re.IGNORECASE,
)
_LONGEST_BARE = 3
# What was shown is only wondered at: `30? no, 20`.
_ECHO = re.compile(r"^\W*(?:wait |what |hm+ |oh )?[$\u20ac\u00a3]?\d[\d.,]*\?+(?=\W+\w)\W*", re.IGNORECASE)


def other_amount(text: str, wish: Understood, forms: Sequence[Form], currency: str = "USD") -> str | None:
    """Return in plain words the other amount that a message names for a change of money; None where it says anything else.

    `forms` are the changes that wait, or the one that a rule refused. `wish` is the message as it was understood.
    """
    text = _ECHO.sub("", text)
    if len(forms) != 1 or forms[0].kind not in WITH_AMOUNT or _MORE.search(text):
        return None
    clauses = [one for one in _CLAUSES.split(_BECAUSE.sub(" ", text)) if re.search(r"\w", one)]
    read = [_CLAUSE.fullmatch(one) for one in clauses]
    named = [one for one in read if one is not None]
    if len(named) != 1 or not all(
        found or _is_comment(clause, wish) for clause, found in zip(clauses, read, strict=True)
    ):
        return None
    amount = _written(named[0], forms[0], currency)
    way = next((text[one.start : one.end] for one in payments(text)), None)
    return None if amount is None else f"make it {amount}" + (f" onto the {way}" if way is not None else "")


def forms_of_money(waiting: Waiting | None, memory: Memory) -> tuple[Form, ...]:
    """Return the changes whose amount may be said anew: what waits for a yes, else the one whose amount a rule refused."""
    if waiting is not None:
        return tuple(form_of(one) for one in waiting.changes)
    form = memory.form
    is_open = form is not None and form.asked == "amount" and not form.times
    return (form,) if form is not None and is_open else ()


def told_only(text: str) -> Understood:
    """Return a wish that only tells something of what is under way."""
    return Understood(Intent.INFORM, 1.0, Intent.INFORM, entities=find_entities(text), end=len(text))


def _is_comment(clause: str, wish: Understood) -> bool:
    """Tell whether a clause only says something of the amount: no figure, nothing to do."""
    is_way = re.fullmatch(rf"\W*{_TO_WHERE}\W*", clause, re.IGNORECASE) is not None
    is_plain = re.search(r"\d", clause) is None and len(clause.split()) <= _MOST_WORDS
    return is_way or (is_plain and command_in(clause, wish) is None)


def _written(found: re.Match[str], form: Form, currency: str) -> str | None:
    if found["whole"]:
        return "the full amount"
    if found["half"]:
        if form.amount_minor is None:
            return "50%"
        return f"{Decimal(form.amount_minor) / 2 / 10 ** exponent(currency):.2f}"
    return _in_figures(
        found["digits"].replace(",", "."),
        (found["unit"] or "").strip().lower(),
        (found["sign"] or "").strip(),
    )


def _in_figures(digits: str, unit: str, sign: str) -> str | None:
    """Return an amount in figures; None for a bare number so long that it may be another order's."""
    if unit in ("%", "percent"):
        return f"{digits}%"
    if not unit and not sign and "." not in digits and len(digits) > _LONGEST_BARE:
        return None
    return f"{sign}{Decimal(digits):.2f} {unit}".strip()
