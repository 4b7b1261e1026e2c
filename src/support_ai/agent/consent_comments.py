"""Words behind a yes that only comment on it: `yes, that's how she spelled it`.

A comment is built from a closed grammar and ends its sentence: somebody, one of a few verbs of saying and agreeing, and nothing
else. It has no place for a thing, a figure, a day, a condition, a negation or a wish, so whatever says one is no comment.
"""

import re

_THAT = r"(?:that|this|it)(?:'s| is|s)(?: (?:exactly|just|precisely))?"
_WHO = r"(?:he|she|they|i|we|the (?:customer|client|buyer|caller))"
_TOLD = r"(?:(?:just |also |already )?(?:spelled|spelt|wrote|said|put|gave|told|dictated|described|explained|reported|asked for|wants?|wanted))"
_TO_WHOM = r"(?: (?:it|that|this))?(?: (?:to )?(?:me|us|you))?"
_WHERE = r"(?: (?:on the phone|over the phone|on the line|by phone|in (?:his|her|their|my|the) (?:e-?mail|mail|message|letter|chat|note|call)))?"
_CLAUSES = (
    # That's how she spelled it; that is what he told me on the phone; just as they wrote.
    rf"{_THAT} (?:how|what|the way|as) {_WHO} {_TOLD}{_TO_WHOM}{_WHERE}",
    rf"(?:exactly |just )?(?:as|like|what) {_WHO} (?:just |already )?(?:said|wrote|told (?:me|us|you)|asked for|wanted|explained|described)(?: (?:it|that))?{_WHERE}",
    rf"{_WHO} (?:just |already )?(?:said|confirmed|wrote|told (?:me|us)|asked for) (?:so|it|that|this)(?: to (?:me|us))?{_WHERE}",
    # She is fine with it; they agreed.
    rf"(?:he|she|they|the (?:customer|client|buyer|caller)) (?:(?:has|have) )?(?:already |just )?(?:agrees?|agreed|confirmed|said yes)(?: (?:to|with) (?:it|that|this))?{_WHERE}",
    r"(?:he|she|they|the (?:customer|client|buyer|caller))(?:'s|'re| is| are) (?:fine|happy|ok|okay|good|pleased|content) with (?:it|that|this)",
    r"(?:he|she|they|the (?:customer|client|buyer|caller))(?:'ll| will) be (?:so |very |really )?(?:happy|glad|pleased|relieved|delighted|thrilled|grateful)(?: (?:about|with) (?:it|that|this))?",
    r"(?:he|she|they|the (?:customer|client|buyer|caller)) (?:wants?|asked for|asks for) that",
    r"(?:he|she|they|the (?:customer|client|buyer|caller))(?:'s|'re| is| are) (?:quite |very |absolutely )?(?:sure|certain)|(?:he|she|they) (?:does|do)",
    rf"{_THAT} where (?:it|they|the (?:order|parcel|package)) (?:should |must |has to |have to |needs to )?(?:go|goes)",
    r"(?:he|she|they) (?:really |certainly |truly )?deserves? (?:it|that|this)",
    # I checked that; that's fair; it makes sense.
    r"(?:i|we)(?:'ve| have)? (?:just |already )?(?:checked|double[- ]checked|verified)(?: (?:it|that|this))?(?: with (?:him|her|them))?",
    rf"(?:{_THAT} )?(?:only fair|fair enough|fair)|(?:that |it )?makes sense|{_THAT} the least we can do|(?:a )?good idea|{_THAT} a good idea",
    rf"(?:it was )?about time|{_THAT} where (?:he|she|they|i|we) (?:lives?|moved)(?: to)?(?: now)?",
)  # fmt: skip
_CLAUSE = rf"(?:{'|'.join(_CLAUSES)})"
_COMMENTED = re.compile(
    rf"(?P<said>\S.{{0,120}}?)[\s,.;:!\u2013-]+(?P<comment>(?:and |because |since |for )?{_CLAUSE}(?:[\s,.;!]+(?:and )?{_CLAUSE})?)"
    r"(?:[\s,.]+(?:thanks|thank you|please|cheers)|[.,;!]\s*(?P<more>[^?]{2,120}))?[\s.!)]*",
    re.IGNORECASE | re.DOTALL,
)  # fmt: skip


def without_comment(text: str) -> str | None:
    """Return what stands around a comment, which ends its sentence; None where there is none, or nothing else."""
    found = _COMMENTED.fullmatch(text.replace("\u2019", "'").strip())
    return None if found is None else f"{found['said']}. {found['more'] or ''}"
