"""How English says that something was done or will be."""

from support_ai.agent.acts import Act
from support_ai.agent.promise_words import Wording

_DONE_STRONG = (
    "refunded|reimbursed|repaid|paid (?:you )?back|cancell?ed|changed|updated|modified|amended|corrected|exchanged|swapped|"
    "replaced|returned|deleted|removed|erased|credited|resent|sent|shipped|dispatched|mailed|emailed|escalated|forwarded|"
    "waived|compensated|upgraded|reversed|voided|charged|discounted|rebooked|taken care of|took care of|saved|stopped|put a stop to|redirected|rerouted|withdrawn|undone"
)
_DONE_WEAK = (
    "issued|processed|approved|made|started|initiated|completed|booked|confirmed|granted|arranged|applied|submitted|requested|"
    "opened|created|set up|given|gave|added|extended|scheduled|authori[sz]ed|placed|triggered|filed|registered|released|put through"
)
_BASE_STRONG = (
    "refund|reimburse|repay|pay (?:you )?back|cancel|change|update|modify|amend|correct|exchange|swap|replace|return|delete|"
    "remove|erase|credit|resend|send|ship|dispatch|mail|email|escalate|forward|waive|compensate|upgrade|reverse|void|charge|"
    "discount|rebook|take care of"
)
_BASE_WEAK = (
    "issue|process|approve|make|start|initiate|complete|book|grant|arrange|apply|submit|request|open|create|set up|give|add|"
    "extend|schedule|authori[sz]e|place|trigger|file|register|release|put through|get"
)
_ING_STRONG = (
    "refunding|reimbursing|repaying|paying (?:you )?back|cancell?ing|changing|updating|modifying|exchanging|swapping|replacing|"
    "returning|deleting|removing|erasing|crediting|resending|sending|shipping|dispatching|escalating|forwarding|waiving|"
    "compensating|reversing"
)
_ING_WEAK = "issuing|processing|approving|making|starting|initiating|arranging|applying|submitting|requesting|opening|creating|giving|adding"
_NOUN = (
    r"(?:refunds?|cancell?ations?|credits?|returns?|exchanges?|replacements?|reimbursements?|money|discounts?|vouchers?|coupons?|"
    r"compensation|changes?|labels?|gift cards?|tickets?|payouts?|repayments?|request|order|it|that)(?!W)"
)
_SUM = r"(?:[$€£¥₹]|\d)"
_MOVED = r"(?:passed|handed|transferred|connected|put|brought|referred|assigned|notified|informed|alerted|asked|contacted|told)"
_MOVE = r"(?:pass|hand|transfer|connect|put|bring|refer|assign|notify|inform|alert|ask|contact|tell|get)"
_PEOPLE = r"(?:colleagues?|team|person|human|agent|specialist|manager|department|supervisor|someone|somebody|support|carrier|warehouse|bank)(?!W)"
_ADVERBS = (
    r"(?:(?:now|just|already|also|successfully|gone ahead and|went ahead and|happily|gladly|then|personally|immediately|hereby|"
    r"all|fully|finally|indeed|therefore|today|had|even|since|so|been|got|gotten|your \w{1,20}|you|it|the \w{1,20}|this \w{1,20})\s){0,3}"
)
_WE = r"(?<!W)(?:i|we|our team|our system|the system|the shop|(?:my|our|the) manager|my colleague|a colleague|the team|our staff|support|they|the warehouse)"
_HAVE = r"(?:'ve|'d|\shave|\shas|\shad|\sdid)?\s"
_WILL = r"(?:'ll|\swill|\sshall|'m going to|\sam going to|'re going to|\sare going to|\sis going to|'m about to|\sam about to|'m gonna|\sgonna)\s"
_AM = r"(?:'m|'re|\sam|\sare|\sis|\swill be|'ll be)\s"
_BE = r"(?:'s|'re|(?<!W)(?:is|are|was|were|got|gets|has|have|had|been|be))\s"

ENGLISH = Wording(
    "en",
    {
        Act.REFUND: r"refund|reimburs|repa(?:id|y)|pa(?:id|y|ying) (?:you )?back|money back|money|repayment|compensat",
        Act.CANCEL: r"stop|withdrawn|undone|cancel|void|revers",
        Act.CHANGE: r"saved|address|redirect|rerout|(?<!ex)chang|updat|modif|amend|correct|waiv|upgrad|extend|rebook",
        Act.EXCHANGE: r"exchang|swap|replac",
        Act.RETURN: r"return(?!W{0,3}\scall)",
        Act.DELETE: r"delet|remov|eras",
        Act.CREDIT: r"credit|discount|voucher|coupon|gift card",
        Act.CHARGE: r"charg",
        Act.SEND: r"sent|send|ship|dispatch|mail|email|label|resend",
        Act.ESCALATE: rf"escalat|forward|{_PEOPLE}|ticket",
    },
    (
        rf"{_WE}{_HAVE}{_ADVERBS}(?:{_DONE_STRONG})(?!W)",
        rf"{_WE}{_HAVE}{_ADVERBS}(?:{_DONE_WEAK})\s[^.!?;]{{0,40}}?{_NOUN}",
        rf"{_WE}{_HAVE}{_ADVERBS}(?:{_DONE_WEAK})\s[^.!?;]{{0,12}}?{_SUM}",
        rf"{_WE}{_HAVE}{_ADVERBS}{_MOVED}\s[^.!?;]{{0,50}}?{_PEOPLE}",
        rf"{_BE}{_ADVERBS}(?:being\s|been\s)?{_ADVERBS}(?:{_DONE_STRONG})(?!W)",
        (
            rf"(?<!W)(?:refund|cancellation|credit|return|exchange|replacement|money|discount|reimbursement|change|voucher|compensation|request)(?!W)"
            rf"[^.!?;]{{0,40}}?{_BE}{_ADVERBS}(?:being\s|been\s)?{_ADVERBS}(?:{_DONE_WEAK}|complete|done|successful|through)(?!W)"
        ),
        (
            rf"^\W{{0,6}}(?:(?:done|great|okay|ok|perfect|all done|good news|there you go)\W{{1,4}})?(?:your \w{{1,20}}\s)?(?:successfully\s)?(?:{_DONE_STRONG})(?!W)"
            r"(?!\s(?:items?|orders?|by|goods|parcels?)(?!W))"
        ),
        rf"(?<!W)(?:refund|cancellation|credit|exchange|replacement|order)\s(?:now\s|successfully\s)?(?:{_DONE_STRONG}|{_DONE_WEAK})(?!W)(?!\s(?:by|on|for|in|to|at)(?!W))",
        r"(?<!W)(?:refund|cancellation|credit|return|exchange|replacement|change|request)\s(?:\w{1,12}\s){0,2}?(?:went|gone)\sthrough(?!W)",
        rf"{_WE}\sdid\s{_ADVERBS}(?:{_BASE_STRONG})(?!W)",
        rf"(?<!W)(?:took the liberty of|managed to|was able to|were able to|have been able to)\s(?:{_BASE_STRONG}|{_ING_STRONG})(?!W)",
    ),
    (
        rf"{_WE}{_WILL}{_ADVERBS}(?:{_BASE_STRONG})(?!W)",
        rf"{_WE}{_WILL}{_ADVERBS}(?:{_BASE_WEAK})\s[^.!?;]{{0,40}}?{_NOUN}",
        rf"{_WE}{_WILL}{_ADVERBS}(?:{_BASE_WEAK})\s[^.!?;]{{0,12}}?{_SUM}",
        rf"{_WE}{_WILL}{_ADVERBS}{_MOVE}\s[^.!?;]{{0,50}}?{_PEOPLE}",
        rf"{_WE}{_AM}{_ADVERBS}(?:{_ING_STRONG})(?!W)",
        rf"{_WE}{_AM}{_ADVERBS}(?:{_ING_WEAK})\s[^.!?;]{{0,40}}?{_NOUN}",
        rf"(?<!W)let me\s(?:now\s|just\s|quickly\s|go ahead and\s)?(?:{_BASE_STRONG})(?!W)",
        rf"(?<!W)let me\s(?:now\s|just\s)?{_MOVE}\s[^.!?;]{{0,40}}?{_PEOPLE}",
        r"(?<!W)(?:i|we)\s(?:hereby\s|now\s|therefore\s|do\s)?(?:refund|cancel|credit|reimburse|delete|escalate)(?!W)",
        rf"(?<!W)(?:will|shall|going to)\s{_ADVERBS}(?:be|get)\s{_ADVERBS}(?:{_DONE_STRONG})(?!W)",
        (
            r"(?<!W)(?:refund|cancellation|credit|return|exchange|replacement|money|discount|reimbursement)(?!W)[^.!?;]{0,30}?"
            r"(?<!W)(?:will|is going to|is on (?:its|the) way|is coming|is under way|is underway|arrives|goes out)(?!W)"
        ),
        (
            r"(?<!W)you(?:'ll|\swill|'re|\sare|'re going to|\sare going to|\sshould)?\s(?:\w{1,12}\s){0,2}?(?:get|receive|see|have|getting|receiving)\s[^.!?;]{0,40}?"
            r"(?:refund|money|credit|replacement|voucher|reimbursement|compensation|discount)(?!W)"
        ),
        (
            r"(?<!W)(?:a colleague|somebody|someone|our team|an agent|a specialist|a person|they)\swill\s(?:\w{1,12}\s){0,2}?"
            r"(?:contact|call|answer|reply|get back|reach|write|help|take|be in touch|respond|join)(?!W)"
        ),
        r"(?<!W)expect\s(?:the|your|a)\s(?:\w{1,12}\s){0,2}?(?:refund|money|credit|replacement|voucher|reimbursement)(?!W)",
        rf"^\W{{0,6}}(?:okay|ok|sure|now|done)?\W{{0,3}}(?:{_ING_STRONG})\s(?:now|it|that|the|your|you)(?!W)",
        rf"{_WE}{_WILL}have\s(?:(?:a|my|our)\s)?{_PEOPLE}",
        r"(?<!W)(?:i|we)\s(?:promise|guarantee|assure)(?!W)",
        rf"(?<!W)consider (?:it|that|this|your \w{{1,20}})\s(?:done|{_DONE_STRONG})(?!W)",
    ),
    r"(?<!W)(?:not(?! only)|W{2,7}n't|never|no(?!\s(?:problem|worries|doubt|trouble|need)|,)|none|nothing|nobody|neither|nor|cannot|without|unable|"
    r"hardly|can|could|may|might|would|should|must|shall|want|wants|wanted|like me to|if|whether|unless|once|until|before|after|when|as soon as(?! possible)|"
    r"provided|to be|that (?:is|are|was|were)|which (?:is|are|was|were)|who|need to|needs to|has to|have to|"
    r"you (?:said|say|wrote|write|mentioned|mention|told|asked|expect|believe)|usually|normally|generally|typically)(?!W)",
    r"(?<!W)(?:if|unless|in case|provided|whether|(?:once|when|after|until|as soon as)\s(?:you|it|the|your|we (?:receive|get|have)|a|somebody|someone|they|this|that))(?!W)",
    "the a an is are was were be your you i we it its this that of to for in on at with from and or order orders total cost costs price available has have "
    "can not no there my our they their by as will did does do me about more each item amount here please thanks sorry find days placed "
    "s t d ll ve m re don tracking way late shipped pending delivered expected today tomorrow yesterday holds "
    "gross net sales sold pieces piece refund refunds payments paid cash after discounts tax shipping returns exchanges cancelled changed items "
    "most best least average goodwill credit store methods corrections colleagues without other days weeks months january february march april "
    "may june july august september october november december monday tuesday wednesday thursday friday saturday sunday",
)
QUESTIONS = (
    r"^\W{0,6}(?:and\s|so\s|or\s|but\s|okay\s|sure\s)?(?:would|shall|should|could|can|may|do|does|did|is|are|was|were|has|have|had|will|what|when|where|"
    r"which|who|whose|why|how|want|need|anything|isn't|aren't|wouldn't|shouldn't|don't|doesn't|didn't)(?!W)"
)
