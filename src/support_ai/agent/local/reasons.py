"""Why somebody cancels or returns; the first two are those for which a shop cancels."""

import re
from collections.abc import Iterator

from support_ai.agent.local.entity import Entity, EntityType

NO_LONGER_NEEDED = "no longer needed"
ORDERED_BY_MISTAKE = "ordered by mistake"
_WHO = r"(?:i|we|he|she|they|my \w+|you)"
_PATTERNS = {
    ORDERED_BY_MISTAKE: (
        r"by (?:mistake|accident|error)|(?:accident|inadvertent|unintentional|mistaken|erroneous)(?:al)?l?y|(?:an?|my|it was an?|was a) (?:mistake|error|accident|misclick)|mistake",
        r"(?:ordered|bought|got|placed|clicked|purchased|booked) (?:it |this |that |them |the order |the same (?:thing|order|one) )?(?:twice|double|two times|again by|too many)",
        r"(?:duplicate|double|second) order|ordered (?:one )?too many|wrong quantity",
        r"(?:clicked|pressed|hit|tapped|chose|picked|selected|ordered|bought|got) (?:on )?the wrong (?:\w+)|wrong (?:button|click|item|thing|product|one|model)(?! (?:arrived|came|was sent|delivered))",
        rf"{_WHO} (?:didn'?t|did not|never) (?:mean|intend|want) to (?:order|buy|click|press|place)|not (?:on purpose|intentional(?:ly)?|intended|meant to be)|n't (?:on purpose|intended|intentional)|unintended",
        r"my (?:son|daughter|kid|child|children|kids|grandson|granddaughter|toddler|cat|dog|husband|wife|brother|sister)(?: \w+)? (?:ordered|bought|pressed|clicked|placed|did)",
        r"(?:without (?:asking|my permission|me knowing|knowing)|didn'?t order (?:this|it|that)|misread|mixed up|confused (?:it|the))|forgot i (?:already )?(?:had|ordered)",
        r"meant to (?:order|buy|get)|(?:clicked|ordered|pressed|tapped) (?:it |this |them )?(?:wrong(?:ly)?|twice)|wrongly (?:ordered|bought|placed|clicked)|mis-?click\w*|mis-?order\w*|fat[- ]?finger\w*|slip of the (?:hand|finger|thumb)|half asleep|butt[- ]?dial\w*|thought it was (?:something|a different)|oops",
    ),
    NO_LONGER_NEEDED: (
        r"(?:no longer|not|don'?t|do not|doesn'?t|does not|dont) (?:really )?(?:need|want|require|needed|wanted|required|interested|necessary|use)(?:s|ed)?(?: (?:it|this|that|them|the \w+))?(?: (?:any ?more|any longer|now))?",
        r"(?:changed|change) (?:my|our|her|his|their) minds?|second thoughts?|thought better of it|reconsidered|decided (?:against|not to)",
        r"(?:found|saw|got|bought|have|seen)(?: \w+){0,3} (?:cheaper|elsewhere|somewhere else|in another shop|in a shop)(?: (?:elsewhere|somewhere else))?|(?:have|got|bought|found)(?: \w+){0,2} already|(?:found|bought|got) (?:another|a (?:better|nicer|different|cheaper)) one|already (?:have|got|bought)|cheaper (?:elsewhere|somewhere|at|in|on)",
        r"(?:takes?|taking|took) (?:too|so|far too|way too) long|too (?:late|slow)|(?:won'?t|will not|not) (?:arrive|be here|come|get here) (?:in|on) time|delivery (?:is )?too (?:long|late)",
        r"(?:can'?t|cannot|can not) (?:afford|pay|use)|too (?:expensive|much money)|(?:plans?|situation|circumstances|things|trip|party|wedding|event)(?: \w+){0,2} (?:changed|was cancelled|is off|is cancelled)",
        r"(?:isn|aren|wasn|weren|ain)'?t (?:really )?(?:needed|wanted|required|necessary)(?: any ?more| any longer)?",
        r"no (?:further|more|longer any|real) (?:use|need)(?: of| for)?(?: (?:it|them|the \w+))?",
        r"(?:not|no) (?:use|need) for (?:it|this|that|them)|no need(?: for (?:it|them))?(?: any ?more)?|unneeded|unwanted|already (?:have|got|own|bought) (?:one|it|this)|has one already|(?:got|received) (?:one|it|the same)(?: \w+)? as a (?:gift|present)",
    ),
    "damaged": (r"broken|damaged|defective|faulty|cracked|smashed|torn|in pieces|doesn'?t work|not working|stopped working|won'?t (?:turn on|charge|start)|scratch(?:ed|es)?(?! (?:that|this|it)\b)|dent(?:ed)?|leak(?:s|ing|ed)?|fell apart",),
    "wrong item": (r"(?:sent|received|got|delivered|shipped)(?: me| us)? (?:the |a )?(?:wrong|different|another) \w+|not what i ordered|wrong (?:item|one|colou?r|size) (?:arrived|came|was sent|sent|delivered)",),
    "does not fit": (r"(?:doesn'?t|does not|don'?t|didn'?t|do not|not|dont|doesnt) (?:really )?fit(?:ting)?(?: me| him| her)?|(?:too|very|bit|way too) (?:big|small|large|tight|loose|long|short|narrow|wide)|(?:is|are|it'?s) tight|pinch(?:es)?|wrong size",),
    "not as described": (r"not (?:as|like) (?:described|expected|shown|advertised|the picture|in the picture|pictured)|looks? (?:nothing like|different)|not what i expected|poor quality|bad quality|cheap quality",),
    "missing": (r"(?:is|are|was|were|something'?s) missing|missing (?:item|part|piece)s?|incomplete|never (?:came|arrived)|not (?:arrived|received)",),
    "does not like it": (r"(?:don'?t|do not|doesn'?t|didn'?t|not) (?:really )?like(?:s|d)? (?:it|them|the|this|that|how)(?: \w+)?|(?:not|un)(?: been)? ?(?:happy|satisfied) with|disappoint(?:ed|ing)|ugly",),
    "unwanted gift": (r"(?:was|is|as|an?) (?:a |an )?(?:unwanted )?(?:gift|present)(?! (?:card|wrap|voucher|message|receipt))",),
}  # fmt: skip
_REASONS = [
    (name, re.compile(rf"\b(?:{'|'.join(patterns)})(?!\w)", re.IGNORECASE))
    for name, patterns in _PATTERNS.items()
]


def reasons(text: str) -> Iterator[Entity]:
    """Yield the reasons that a text gives, as a shop's list names them."""
    straight = text.replace("\u2019", "'")
    for name, pattern in _REASONS:
        for match in pattern.finditer(straight):
            yield Entity(EntityType.REASON, name, *match.span())
