"""Answers about what the shop sells: prices, options, what is available, comparisons, lists; how to buy."""

import re
from collections.abc import Sequence
from dataclasses import replace

from support_ai.agent.brain import Refusal
from support_ai.agent.local import order_answers, order_things, policy_answers
from support_ai.agent.local import product_wording as said
from support_ai.agent.local.desk import Desk
from support_ai.agent.local.entities import EntityType
from support_ai.agent.local.product_context import asked_by, is_among_all, keep, spoken_of
from support_ai.agent.local.product_finding import (
    Asked,
    extreme,
    fitting,
    options_said,
    products_named,
    unknown_options,
)
from support_ai.agent.local.reckoning import basket, multiplied, price_difference
from support_ai.agent.tools.catalog import GET_ITEM, GetItem
from support_ai.catalog.models import Product, Variant
from support_ai.core.money import format_money, parse_money

_MOST = 4
_BESIDE = 4
_FOLLOWS = re.compile(
    r"^\W*(?:(?:and|ok(?:ay)?|so)\W+)?(?:what about|how about|and in|in)\b(?! (?:else|other))(?:\W+[\w']+){1,3}\W*$",
    re.IGNORECASE,
)
_TIMES = re.compile(r"\b(?:times|x) ?(\d{1,2})\b", re.IGNORECASE)
_MEASURE = re.compile(r"(?:\W*(?:pairs?|pieces?|pcs|units?|sets?|copies|such))?\b(?! ?(?:days?|weeks?|years?|am|pm)\b)(?=[^.]*\b(?:cost|be|come|make|how much|price|total|altogether)\b)|\W*(?:pairs?|pieces?|pcs|units?|sets?|copies)\b", re.IGNORECASE)  # fmt: skip
_TAKES = re.compile(r"\b(?:take|took|buy|bought|get|got|order(?:ed)?|want(?:ed)?|need(?:ed)?|for|had|have)\W*$", re.IGNORECASE)  # fmt: skip
_MINE = re.compile(
    r"\b(?:when did i|did i (?:get|buy|order)|i (?:bought|ordered|received|got)|(?:have|has) my|my order)\b",
    re.IGNORECASE,
)
# What a list of prices and options does not tell.
_BEYOND = re.compile(
    r"\b(?:battery|hours|weigh\w*|heavy|vegan|made (?:of|from|in)|material|compatible|work with|waterproof|washable|wash|dishwasher|recommend|safe|ingredients?|manufactur\w*|country of origin|farm|organic|noise|loud|bluetooth version|fit (?:in|into|for)|dimensions?|how (?:long|tall|wide|big|heavy|thick|loud|good)|assembl\w*|instructions?|certif\w*|ip\d\d|range|charg\w+ time|come with|included|reviews?|who (?:made|makes)|runs? (?:small|large|big|true|tight|wide)|true to size|(?:is|are) (?:it|they|the [\w ]{2,20}) (?:\w+ )?(?:warm|thick|soft|sturdy|comfortable))\b",
    re.IGNORECASE,
)
_WHEN_BACK = re.compile(
    r"\b(?:when (?:will|do|does|are|is)|restock\w*|back in|again)\b[^.?!]{0,40}\b(?:get|have|stock|back|available|come|restock\w*|in)\b|\bback in stock\b",
    re.IGNORECASE,
)
_HOW_MUCH_MORE = re.compile(
    r"\bhow much (?:more|less|cheaper|extra)|\b(?:price )?diff(?:erence|s)?\b|\bcompared? (?:to|with)|\bby how much\b|\b(?:is|are) (?:the|that) [\w -]{2,30}(?:cheaper|dearer|pricier|more expensive|less expensive)\W*$|\bversus\b|\bvs\b",
    re.IGNORECASE,
)
_POINTS = re.compile(r"\b(?:it|they|them|that|this|those|these)\b", re.IGNORECASE)
_TOGETHER = re.compile(r"\b(?:together|in total|altogether|combined|sum)\b", re.IGNORECASE)
_ITEM_NUMBER = re.compile(r"\b[A-Za-z]{1,5}-\d{2,6}-\d{1,3}\b")
_LIMIT = re.compile(
    r"\b(?:under|below|less than|up to|max(?:imum)?|cheaper than|within|(?:for )?(?:about|around|roughly)|tops)\b",
    re.IGNORECASE,
)


async def product(desk: Desk) -> None:
    """Answer a question about one or several products."""
    if _MINE.search(desk.text) and not desk.is_staff and desk.wish.values(EntityType.ITEM):
        await order_answers.where(desk)
        return
    asked = asked_by(desk)
    if await order_things.answered(desk) or await item_named(desk):
        return
    everything = await desk.facts.products()
    found = products_named(asked, everything)
    if not found and (_limit(asked, everything) is not None or is_among_all(desk)):
        await list_all(desk)
        return
    found = found or await spoken_of(desk, asked)
    if not found:
        await _none_found(desk, asked, everything)
        return
    keep(desk, found)
    if len(found) > 1 and _TOGETHER.search(desk.text) and await basket(desk, found, asked):
        return
    if len(found) > _MOST:
        desk.say("These fit:", *(said.list_line(one) for one in found))
        return
    for one in found:
        await _say(desk, one, asked, alone=len(found) == 1)


async def item_named(desk: Desk) -> bool:
    """Say what a variant is that is called by its number; False where none is."""
    number = _ITEM_NUMBER.search(desk.text)
    if number is None:
        return False
    return await _item(desk, number[0])


async def _item(desk: Desk, number: str) -> bool:
    found = await desk.turn.tools.use(GET_ITEM, GetItem(item_id=number.upper()))
    if isinstance(found, Refusal):
        return False
    of = await desk.facts.product(found.product_id)
    if isinstance(of, Refusal):
        return False
    desk.keep(replace(desk.memory, last_product=of.product_id))
    desk.say(*(said.variant_text(of, one) for one in of.variants if one.item_id == found.item_id))
    return True


async def _none_found(desk: Desk, asked: Asked, everything: Sequence[Product]) -> None:
    """Say that nothing is called so; what the articles say, or what there is, helps more than a bare no."""
    wanted = set(asked.values(EntityType.COMPARISON)) & {"cheapest", "dearest"}
    if wanted and not asked.values(EntityType.ITEM):
        _say_extreme(desk, next(iter(wanted)), everything)
        return
    if await policy_answers.quoted(desk):
        return
    points = desk.before.last_product is not None and _POINTS.search(asked.text) is not None
    if points or not asked.values(EntityType.ITEM) or _BEYOND.search(asked.text) or not everything:
        desk.missed()
        return
    desk.say(said.NO_SUCH, "We sell:", *(said.list_line(one) for one in everything[:12]))
    desk.keep(replace(desk.memory, last_products=tuple(one.product_id for one in everything[:12])))


def _say_extreme(desk: Desk, comparison: str, everything: Sequence[Product]) -> None:
    pairs = [(one, variant) for one in everything for variant in one.variants if variant.available]
    if not pairs:
        desk.missed()
        return
    choose = min if comparison == "cheapest" else max
    one, variant = choose(pairs, key=lambda pair: pair[1].price_minor)
    desk.keep(replace(desk.memory, last_product=one.product_id))
    desk.say(said.variant_text(one, variant))


async def _say(desk: Desk, product: Product, asked: Asked, *, alone: bool) -> None:
    variants, options = fitting(product, asked), options_said(product, asked)
    strange = unknown_options(product, asked)
    if _HOW_MUCH_MORE.search(asked.text) and await _say_difference(desk, product, options):
        return
    if _WHEN_BACK.search(asked.text):
        desk.say(said.NO_DATE)
    elif _BEYOND.search(asked.text) and not options and alone:
        if not await policy_answers.quoted(desk):
            desk.missed()
        return
    count = _count(asked)
    several = _picked(product, asked, variants) or variants
    if count > 1 and alone and await multiplied(desk, product, several, count):
        return
    if strange:
        desk.say(said.none_of(product, strange), *said.product_lines(product))
        return
    picked = _picked(product, asked, variants)
    if picked is None:
        desk.say(*said.product_lines(product))
    elif picked:
        desk.say(*(said.variant_text(product, one) for one in picked))
        desk.keep(replace(desk.memory, last_variant=picked[0].item_id if len(picked) == 1 else None))
    else:
        desk.say(f"No, there is none of the {product.name} that fits.", *said.product_lines(product))


def _count(asked: Asked) -> int:
    """Return how many of a thing are spoken of: the number that stands right before it."""
    times = _TIMES.search(asked.text)
    if times is not None:
        return int(times[1])
    if _HOW_MUCH_MORE.search(asked.text) or "compare" in asked.text.lower():
        return 1
    items = [one.start for one in asked.entities if one.type is EntityType.ITEM]
    for one in asked.entities:
        stands_before = any(0 <= start - one.end <= _BESIDE for start in items)
        is_of_them = "of" in asked.text[one.start : one.end].lower().split()
        # `And 5?`, after a number of them was spoken of.
        is_alone = not items and len(asked.text.split()) <= _BESIDE
        is_count = one.type is EntityType.QUANTITY and one.value.isdigit()
        # `Three pairs would be how much?`, `if I take two`.
        is_measured = not items and (
            _MEASURE.match(asked.text[one.end :]) or _TAKES.search(asked.text[: one.start])
        )
        if is_count and (stands_before or is_of_them or is_alone or is_measured):
            return int(one.value)
    return 1


async def _say_difference(desk: Desk, product: Product, options: Sequence[str]) -> bool:
    each = [
        next((one for one in product.variants if option in dict(one.options).values()), None)
        for option in options
    ]
    pair = [one for one in each if one is not None]
    if len(pair) < 2 and len(product.variants) == 2:
        pair = list(product.variants)
    return len(pair) >= 2 and await price_difference(desk, product, pair[0], pair[1])


def _picked(product: Product, asked: Asked, variants: tuple[Variant, ...]) -> tuple[Variant, ...] | None:
    """Return the variants that are asked for; None where it is the product as a whole."""
    comparisons = asked.values(EntityType.COMPARISON)
    is_narrowed = len(variants) < len(product.variants)
    pool = variants if is_narrowed else product.variants
    if "available" in comparisons and any(one.available for one in pool) and len(comparisons) > 1:
        pool = tuple(one for one in pool if one.available)
    wanted = [one for one in comparisons if one not in ("available", "same", "different")]
    if wanted:
        than = variants if is_narrowed else ()
        whole = product.variants if than else pool
        found: list[Variant] = []
        for one in wanted:
            found += extreme(one, whole, than=than)
        return tuple(dict.fromkeys(found)) if found or than else None
    return pool if is_narrowed else None


async def list_all(desk: Desk) -> None:
    """List what the shop sells, or what of it fits."""
    asked = asked_by(desk)
    everything = await desk.facts.products()
    found = products_named(asked, everything)
    goes_on = desk.before.last_product is not None and _FOLLOWS.match(desk.text) is not None
    if (found and len(found) < len(everything)) or (goes_on and _limit(asked, everything) is None):
        await product(desk)
        return
    limit = _limit(asked, everything)
    if limit is not None:
        everything = tuple(
            one for one in everything if one.variants and min(v.price_minor for v in one.variants) <= limit
        )
        if not everything:
            desk.say("We have nothing at that price.")
            return
    if not everything:
        desk.missed()
        return
    if is_among_all(desk):
        _say_extreme(
            desk, "dearest" if "dearest" in asked.values(EntityType.COMPARISON) else "cheapest", everything
        )
        return
    if "cheapest" in asked.values(EntityType.COMPARISON):
        everything = tuple(
            sorted(everything, key=lambda one: min((v.price_minor for v in one.variants), default=0))
        )
    desk.say(
        "We sell:"
        if limit is None
        else f"Up to {format_money(limit, everything[0].variants[0].currency)} we have:"
    )
    desk.say(*(said.list_line(one) for one in everything))
    desk.keep(replace(desk.memory, last_products=tuple(one.product_id for one in everything)))


def _limit(asked: Asked, everything: Sequence[Product]) -> int | None:
    amounts = asked.values(EntityType.AMOUNT)
    if not amounts or not _LIMIT.search(asked.text) or amounts[0].endswith("%"):
        return None
    currency = next((one.variants[0].currency for one in everything if one.variants), "USD")
    return parse_money(amounts[0].partition(" ")[0], currency)


async def place_order(desk: Desk) -> None:
    """Say how to buy, and what the thing that is wanted costs."""
    everything = await desk.facts.products()
    found = products_named(asked_by(desk), everything)
    desk.say(said.ORDER_ON_SITE)
    for one in found[:2]:
        desk.keep(replace(desk.memory, last_product=one.product_id))
        desk.say(*said.product_lines(one))
