"""What somebody chooses: how many, which colour and size, how to pay, why, and which status."""

import re
from collections.abc import Iterator

from support_ai.agent.local.entity import Entity, EntityType
from support_ai.agent.local.numbers import OPTION_FIGURES

_COLOURS = (
    "black|white|gr[ea]y|red|blue|navy(?: blue)?|green|yellow|orange|purple|violet|pink|brown|beige|cream|ivory|gold(?:en)?|silver|bronze"
    "|turquoise|teal|aqua|cyan|magenta|maroon|burgundy|olive|khaki|tan|sand|charcoal|anthracite|lilac|lavender|rose|coral|mint|mustard|copper"
    "|rainbow|transparent|multicolou?red|walnut|oak"
)
_MATERIALS = "cast iron|iron|porcelain|alumini?um|titanium|nylon|rubber(?:y)?|canvas|fleece|cashmere|stoneware|concrete|leather|cotton|wool(?:en)?|wood(?:en)?|metal|brass|steel|stainless steel|silk|linen|silicone|plastic|glass|ceramic|velvet|denim|suede|bamboo|marble"
_MEASURE = r"\d+(?:[.,]\d+)? ?(?:ml|cl|l|litres?|liters?|cm|mm|inch(?:es)?|\"|gb|tb|mb|v|volts?|w|watts?|kg|g|oz|mah|hz)\b"
# A layout or a plug is called by the place that it is of, before the word for it.
_OF_A_PLACE = r"(?:american|british|german|french|spanish|italian|european|(?-i:US|UK|DE|FR|ES|IT|EU)|uk|us(?! (?:one|ones|model)\b)|qwertz|azerty)(?= (?:one|ones|layouts?|version|model|keyboard|keys?|plug|socket|variant|style|type|edition)\b)"
_SIZE = r"xxs|xs|xxl|xl|xxxl|\dxl|extra[- ]?(?:small|large)"
_WORDED_SIZE = r"(?:size|sizes|sz|in an?|in a size|in size|for an?|an?|from|to|in) (?P<size>xxs|xs|s|m|l|xl|xxl|small|medium|large)(?![\w'])"
_NUMBERED_SIZE = r"(?:size|sizes|sz|eu|uk|us) ?(?P<number>\d{1,2}(?:[.,]5)?)\b"
_OPTION = re.compile(
    rf"\b(?:{_NUMBERED_SIZE}|{_WORDED_SIZE}|(?<=the )(?P<shoe>3[4-9]|4[0-9])(?=$|[.,!?]| (?:instead|one|please|and|is|was|are)\b)|(?P<measure>{_MEASURE})|(?P<plain>(?:(?:dark|light|bright|pale|deep|matte?)[ -])?(?:{_COLOURS})"
    rf"|{_OF_A_PLACE}|{_MATERIALS}|{_SIZE}|(?<!too )(?<!so )(?<!bit )(?<!very )(?<!way )(?<!little )(?:medium|small|large)))(?!\w)",
    re.IGNORECASE,
)
_LONE_SIZE = re.compile(r"\W*(?:size )?(s|m|l)(?: please| pls)?\W*", re.IGNORECASE)
_COMPARISONS = {
    "cheapest": r"(?:paid|pay|spent|spend|cost(?:s)?(?: me)?) (?:you |me )?(?:the )?least|cheapest|least expensive|lowest[- ]price[d]?|lowest price",
    "dearest": r"(?:paid|pay|spent|spend|cost(?:s)?(?: me)?) (?:you |me )?(?:the )?most|most expensive|dearest(?= (?:one|version|model))|(?<=the )dearest|priciest",
    "cheaper": r"cheaper|less expensive",
    "dearer": r"(?:more expensive|dearer|pricier|better quality)",
    "biggest": r"biggest|largest|longest|widest|the (?:big|large) (?:one|version|model)",
    "smallest": r"smallest|shortest|narrowest|the (?:small|little) (?:one|version|model)",
    "bigger": r"bigger|larger|longer(?! (?:need|want|than|interested|required))(?<!no longer)(?<!any longer)|wider|(?:one |a |the )?(?:next )?size up|next size(?! down)|next bigger size|one up|(?:two|2|three|3) (?:whole |full )?sizes (?:up|bigger|larger)",
    "smaller": r"smaller|shorter|narrower|(?:one |a )?size down|next smaller size|one down|(?:two|2|three|3) (?:whole |full )?sizes (?:down|smaller)",
    "different": r"(?:a |an |the )?(?:different|another|other) (?:colou?r|size|model|version|style)|(?:a different|another) one",
    "same": r"(?:the |of the |exactly the )?same(?! (?:order|day|time|address|problem|thing again|card|week))",
    "available": r"(?:that(?:'s| is| are)? |which is )?(?:available|in stock)",
    "darker": r"darker",
    "lighter": r"lighter",
}
_COMPARISON = [(name, re.compile(rf"\b(?:{one})\b", re.IGNORECASE)) for name, one in _COMPARISONS.items()]
_COUNT_WORDS = {"one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8",
                "nine": "9", "ten": "10", "eleven": "11", "twelve": "12", "dozen": "12", "a couple": "2", "a pair": "2"}  # fmt: skip
_COUNT = r"two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_NOT_COUNTED = r"(?! ?(?:-|–)?(?:days?|weeks?|months?|years?|hours?|hrs?|minutes?|mins?|times?|business|working|percent|per cent|%|am|pm|o'clock|dollars?|euros?|bucks|pounds?|rupees?|eur|usd|star|stars|inch|ml|cm|mm|kg|gb|quarters?|street|st|road|rd|avenue|ave|lane|drive)\b)"
_QUANTITY = (
    ("both", re.compile(r"\bboth(?: of (?:them|these|those|the))?\b", re.IGNORECASE)),
    ("half", re.compile(r"\bhalf of (?:them|it|these|those|the)\b", re.IGNORECASE)),
    (
        "rest",
        re.compile(
            r"\b(?:the rest(?: of (?:it|them|the \w+))?|the remaining (?:ones|items|\w+)|the others|all the other(?:s| ones| items))\b",
            re.IGNORECASE,
        ),
    ),
    (
        "all",
        re.compile(
            rf"\b(?:all (?:of (?:them|it|these|those|the|my)|the|my|these|those|items?|(?:{_COUNT}|\d)\b)|everything|every item|each (?:of them|one)|the (?:whole|entire|complete) (?:lot|thing|order)|the lot|all)(?!\w)(?! (?:right|good|day|i\b|set|done))",
            re.IGNORECASE,
        ),
    ),
)
_NUMBERED = re.compile(
    rf"(?<![\w#.,/$€£₹:'-])(?<!size )(?<!number )(?<!no )(?<!no\. )(?<!order )(?<!ticket )(?<!flat )(?<!apt )(?<!option )(?<!last )(?<!past )(?<!unit )(?<!top )(?:(?P<digits>\d{{1,2}})(?: ?(?:x|×|pcs?|pieces?|units?|off the|of (?:the|them|these|those|my)))?|(?P<word>{_COUNT})(?: of (?:the|them|these|those|my))?)"
    rf"{_NOT_COUNTED}(?![\w.,:/%-]?\d)(?![/:%-])(?!\w)|\bx ?(?P<times>\d{{1,2}})\b|\b(?:just|only|exactly|the|quantity|make it) (?P<single>one|1)(?= of\b|$|[.,!?]| please| (?:item|piece|more))|(?<=and )(?P<plus>one)(?= (?!of|that|which|is|was|from|in|with|more|for|to|day|week|size)\w+)|\b(?P<one>one) (?:of (?:the|them|these|those|my)|more|item|piece)\b|\b(?P<couple>a (?:couple|pair|dozen))(?= of\b)",
    re.IGNORECASE,
)
_PAYMENTS = {
    "original": r"(?:the |my )?(?:original|same) (?:payment(?: method)?|card|method|account|way)(?: (?:i|that i) (?:paid|used)(?: with)?)?|the way i paid|how i paid|where it came from|the (?:card|account) i (?:paid with|used)",
    "paypal": r"pay ?pal",
    "gift_card": r"gift ?-?cards?|gift voucher|store card|gift certificate",
    "bank_transfer": r"bank transfer|wire(?: transfer)?|bank account|iban|sepa|ach",
    "voucher": r"vouchers?",
    "visa": r"visa(?: card)?(?! (?:application|office|for (?:a |my |the )?(?:trip|travel|visit)))",
    "mastercard": r"master ?card",
    "amex": r"amex|american express",
    "apple_pay": r"apple ?pay",
    "google_pay": r"google ?pay",
    "klarna": r"klarna",
    "store_credit": r"store credit|shop credit",
    "credit_card": r"(?:credit|debit|bank) ?cards?|(?:other|another|different|new|old|first|second|saved|stored|business|company) card|(?:my|the|on|to|by|with) (?:cc|card)|cc",
}
_PAYMENT = [(name, re.compile(rf"\b(?:{one})\b", re.IGNORECASE)) for name, one in _PAYMENTS.items()]
_ENDING = re.compile(r"\b(?:(?:visa|master ?card|amex|card|one|account)s? )?(?:that )?(?:end(?:ing|s)?(?: in| with| on)?|last (?:four|4)(?: digits)?(?: are| is)?|(?<!up )(?<!on )(?<!looking )(?<!going )(?<!doing )(?<!happening )(?<!happened )(?<!wrong )(?<!problem )(?<!issue )(?<!trouble )(?<!deal )with|\.{2,}|\*{2,}|x{4}|-) ?(\d{4})\b", re.IGNORECASE)  # fmt: skip
_STATUSES = {
    "pending_item_modified": r"pending[ _]item[ _]modified",
    "return_requested": r"return[ _-]requested",
    "exchange_requested": r"exchange[ _-]requested",
    "pending": r"pending|unshipped|not (?:yet )?shipped|(?:to be|not|not yet|yet to be|waiting to be|need to be|haven'?t been|hasn'?t been) packed|unpacked|(?:left )?to pack",
    "processed": r"processed|processing|packed",
    "shipped": r"shipped|dispatched|shiped|on (?:its|their|the) way|in transit|sent out",
    "delivered": r"delivered|deliverd|arrived|complete(?= *$)",
    "cancelled": r"cancell?ed",
    "returned": r"returned|sent back",
    "exchanged": r"exchanged",
}
_STATUS = [(name, re.compile(rf"\b(?:{one})\b", re.IGNORECASE)) for name, one in _STATUSES.items()]
_ALIKE = ({"gray", "grey"}, {"s", "small"}, {"m", "medium"}, {"l", "large"}, {"xl", "extra large", "extra-large"},
          {"xs", "extra small", "extra-small"}, {"wood", "wooden"}, {"wool", "woolen"}, {"gold", "golden"},
          {"navy", "navy blue"}, {"silicone", "rubber", "rubbery"}, {"violet", "purple"}, {"l", "litre", "liter"}, {"us", "american"}, {"uk", "british"}, {"de", "german", "qwertz"},
          {"fr", "french", "azerty"}, {"es", "spanish"}, {"it", "italian"})  # fmt: skip


def options(text: str) -> Iterator[Entity]:
    """Yield colours, sizes, materials, measures, and what compares them."""
    for name, pattern in _COMPARISON:
        for match in pattern.finditer(text):
            yield Entity(EntityType.COMPARISON, name, *match.span())
    for match in _OPTION.finditer(text):
        group = next(name for name, found in match.groupdict().items() if found)
        yield Entity(EntityType.OPTION, match[group].lower(), *match.span(group))
    for match in OPTION_FIGURES.finditer(text):
        group = next(name for name, found in match.groupdict().items() if found)
        yield Entity(EntityType.OPTION, match[group], *match.span(group))
    lone = _LONE_SIZE.fullmatch(text)
    if lone:
        yield Entity(EntityType.OPTION, lone[1].lower(), *lone.span(1))


def same_option(one: str, other: str) -> bool:
    """Tell whether two written options are the same: `gray` is `grey`, `medium` is `m`."""
    first, second = one.lower().strip(), other.lower().strip()
    return (
        first == second
        or re.sub(r"\s", "", first) == re.sub(r"\s", "", second)
        or any({first, second} <= alike for alike in _ALIKE)
    )


def quantities(text: str) -> Iterator[Entity]:
    """Yield how many are meant: a number, `both`, `half`, `all`, `rest`."""
    for name, pattern in _QUANTITY:
        for match in pattern.finditer(text):
            yield Entity(EntityType.QUANTITY, name, *match.span())
    for match in _NUMBERED.finditer(text):
        found = next(one for one in match.groups() if one).lower()
        value = _COUNT_WORDS.get(found, found)
        group = next(name for name, one in match.groupdict().items() if one)
        start = match.start(group) if group == "single" else match.start()
        if value not in ("0", "00"):
            yield Entity(EntityType.QUANTITY, value, start, match.end())


def payments(text: str) -> Iterator[Entity]:
    """Yield ways to pay; `card 4242` is the one that ends so."""
    for match in _ENDING.finditer(text):
        yield Entity(EntityType.PAYMENT, f"card {match[1]}", *match.span())
    for name, pattern in _PAYMENT:
        for match in pattern.finditer(text):
            yield Entity(EntityType.PAYMENT, name, *match.span())


def statuses(text: str) -> Iterator[Entity]:
    """Yield the statuses of orders that a text names."""
    for name, pattern in _STATUS:
        for match in pattern.finditer(text):
            yield Entity(EntityType.STATUS, name, *match.span())
