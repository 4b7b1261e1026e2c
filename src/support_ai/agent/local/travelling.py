"""Questions on where a thing of one's own is, or when it comes, by whatever verb and noun it is called. Pure."""

import re

# What is asked after in the same words, and is no parcel.
_NO_PARCEL = (
    r"(?:money|refunds?|cash|tickets?|repl(?:y|ies)|answers?|codes?|otp|links?|e-?mails?|mails?|messages?|labels?|invoices?|receipts?|bills?|accounts?|profile|passwords?|log-?in"
    r"|(?:gift |credit |debit )?cards?|vouchers?|points?|returns?|exchanges?|address(?:es)?|numbers?|histor(?:y|ies)|payments?|balance|credit|data|details?|name|turn|question|request|complaint|case|friend|wife|husband|mum|mother|cat|dog|keys|car|phone number)\b"
)
_NOUN = rf"(?!(?:[\w'-]+ ){{0,2}}{_NO_PARCEL})[\w'/&-]+(?: [\w'/&-]+){{0,3}}?"
_MINE = rf"(?:my|our) {_NOUN}|(?:the|those|these|that) {_NOUN} (?:that |which )?(?:i|we)(?:'ve| have)? (?:just |only )?(?:order\w*|bought|purchased|paid for|got)"
_WHEN = r"(?:when(?:'?s|'?ll)?|what (?:day|date|time)|which day|how (?:long|soon)|any idea when|by when|eta (?:for|on|of))"
_COMES = (
    r"(?:(?:turn(?:s|ing)?|show(?:s|ing)?|rock(?:s|ing)?|pop(?:s|ping)?) ?up|show(?:s|ing)?\W*$|arriv\w*|land(?:s|ing|ed)?\b|com(?:e|es|ing)\b(?! (?:in|back|with|from|out)\b)|(?:get|gets|getting) (?:here|there|to (?:me|us|my)|delivered|shipped|sent)"
    r"|(?:be|is|are) (?:here|with (?:me|us)|delivered|due|there|at my)|reach\w*|deliver\w*|ship\b|shipping|shipped|dispatch\w*|(?:drop|dropped|dropping) (?:off|round)|make it|on (?:my|our) (?:doorstep|door|porch)|go(?:es|ing)? out|leav(?:e|es|ing)|expect\w*|in my hands?|due)"
)
_HERE = r"(?:turn(?:s|ing)? up|show(?:s|ing)? up|arriv\w*|get(?:s|ting)? (?:here|to (?:me|us))|be here|be with (?:me|us)|reach(?:es)? (?:me|us)|land)"
_GONE = r"(?:come|came|arriv\w*|turned up|shown up|got here|gone out|left|been (?:sent|shipped|dispatched|posted|delivered|packed)|shipped|on (?:its|the|their) way|under ?way|out for delivery|in transit)"
_ASKED = re.compile(
    rf"\bwhere(?:abouts)?(?:'?s|'?re| is| are| r| has| have| did| do) (?:{_MINE})(?: (?:now|at|then|please|pls|plz|atm|currently|right now|got(?:ten)? to|gone|stuck|go|end up|already|today|yesterday|(?:last|this|on) \w+|the other day|\d+ \w+ ago))*\W*(?:$|[?.!])"
    rf"|\b{_WHEN}\b[^.?!]{{0,30}}(?:{_MINE})[^.?!]{{0,30}}?\b{_COMES}"
    rf"|\b{_WHEN} (?:will|do|does|are|is|r|should|can|might)(?: \w+)? (?:the|those|these) {_NOUN} [^.?!]{{0,20}}?\b{_HERE}\b"
    rf"|^\W*(?:\w+\W+){{0,3}}(?:has|have|is|are|did) (?:{_MINE}) (?:\w+ ){{0,2}}?{_GONE}\b[^.!]{{0,25}}(?:\?|$)",
    re.IGNORECASE,
)
# How it is in general, or with what went wrong, is another question.
_OTHERWISE = re.compile(
    r"\b(?:refund\w*|money|back|return\w*|exchang\w*|cancel\w*|usually|normally|generally|in general|if|express|standard|gift ?wrap\w*|broken|damaged|wrong|restock\w*|in stock|address)\b",
    re.IGNORECASE,
)


def asks_for_parcel(text: str) -> bool:
    """Tell whether somebody asks where a thing of their own is, or when it comes: `when will my new shoes turn up?`."""
    return _ASKED.search(text) is not None and _OTHERWISE.search(text) is None


# However the state of what carries a number is asked for: `whats up with 2085`, `how are things looking for 2085`.
_HOW_IT_IS = re.compile(
    r"\b(?:what'?s? (?:is |are )?(?:up|going on|happening|happened|new|the (?:story|deal|latest|news|word|situation))|how(?:'?s| is| are| does|s)? (?:it |things |that )?(?:\S+ )?(?:looking|going|doing|coming (?:on|along)|getting on|look|progressing)|any(?:thing)? (?:new|news|updates?|word|progress|movement)|update (?:on|for)|(?:where|wher|whr) (?:r|are) we)\b",
    re.IGNORECASE,
)


def asks_how_it_is(text: str) -> bool:
    """Tell whether the state of what is named is asked for in everyday words."""
    return _HOW_IT_IS.search(text) is not None
