"""Answers in the shop's own words, with the article that they are from."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from types import MappingProxyType

from support_ai.agent.brain import Refusal
from support_ai.agent.local.article_choice import chosen, speaks_of
from support_ai.agent.local.article_following import asks_on_article, names_part_of, supposes, things_named
from support_ai.agent.local.desk import Desk
from support_ai.agent.local.entity import EntityType
from support_ai.agent.local.intent import ON_ORDERS, ON_PRODUCTS, Intent
from support_ai.agent.local.own_following import asks_what_now
from support_ai.agent.local.passages import best, is_usual, questions_in
from support_ai.agent.local.shop_visits import asks_to_visit, wanted_of_the_shop
from support_ai.agent.local.topics import goes_on, is_about, resolved, thing_asked, topic_of
from support_ai.conversations.models import Speaker
from support_ai.knowledge.models import Passage

_FEW, _SHORT = 5, 9
# What `it` is in a question beside something that goes back.
_RETURN = "how does a return work"
# Of several questions so many are answered, those of so many words, by passages that are so alike.
_MOST, _FEWEST, _CLEAR = 3, 3, 0.45
# So many messages back a question may go on about.
_BACK = 5
# So like a usual question that it is asked, whatever else the words are like.
_PLAINLY, _BEHIND = 0.60, -0.12
# Of another article than the one spoken of a question is only where it says so itself.
_TWIN, _VERY_CLEAR = 0.78, 0.58
_FREE = re.compile(r"\b(?:free|for nothing|without (?:charge|cost))\b", re.IGNORECASE)
_COSTS = re.compile(r"\b(?:postage|shipping|label|send it|sending|(?:the|for) post)\b", re.IGNORECASE)
_HOW_LONG = re.compile(r"\bhow (?:long|soon|fast|quick\w*|many days)\b|\bwhen\b", re.IGNORECASE)
_UNTIL_WHEN = re.compile(
    r"\bhow long (?:do|have|will|would) i (?:have|got)\b|\buntil when\b|\bhow late\b|\bdeadline\b|\bby when\b|\bwhat(?:'?s| is| are) the rules?\b",
    re.IGNORECASE,
)
_SHIPPING_COSTS = "what does shipping cost"
# How what goes back gets there.
_LABEL = "how do returns work: the prepaid label by e-mail"
_HOW_LONG_REFUNDED = "how long do refunds take"
# What the rule is that somebody asks the reason of.
_WHY: Mapping[str, str] = MappingProxyType(
    {
        Intent.CANCEL_ORDER.value: "until when can an order be cancelled",
        Intent.RETURN_ITEMS.value: "what can be returned and until when",
        Intent.EXCHANGE_ITEMS.value: "what can be exchanged and until when",
        Intent.CHANGE_ITEMS.value: "what can be changed in an order and until when",
        Intent.CHANGE_ADDRESS.value: "until when can the address of an order be changed",
        Intent.CHANGE_PAYMENT.value: "until when can the payment method of an order be changed",
    }
)


async def policy(desk: Desk) -> None:
    """Quote the passage that answers the question; say honestly where there is none."""
    if await _of_what_was_said(desk) or await _quoted_each(desk):
        return
    if await usually_asked(desk, _PLAINLY) or await _quoted_on(desk) or await usually_asked(desk):
        return
    why = _WHY.get(desk.before.last_intent or "") if len(desk.text.split()) <= _FEW else None
    if await quoted(desk, *((why,) if why is not None and "why" in desk.text.lower() else ())):
        return
    # `Do I need the box for it?`: what goes back is what is meant.
    whole = resolved(desk.text, _RETURN) if _gives_back(desk) else desk.text
    if whole == desk.text or not await quoted(desk, whole):
        desk.missed()


async def _of_what_was_said(desk: Desk) -> bool:
    """Quote what goes on with what was said or done just before; False where the question stands alone."""
    if _is_of_buying(desk) and await quoted(desk, _SHIPPING_COSTS):
        return True
    if _is_of_its_way(desk) and await quoted(desk, _SHIPPING_COSTS):
        return True
    if await _quoted_of_shop(desk) or await _quoted_of_article(desk):
        return True
    is_cost = _COSTS.search(desk.text) and not _UNTIL_WHEN.search(desk.text)
    if _gives_back(desk) and is_cost and await quoted(desk, "who pays for return shipping"):
        return True
    if _asks_when_paid_back(desk) and await quoted(desk, _HOW_LONG_REFUNDED):
        return True
    rule = _WHY.get(desk.before.last_intent or "") if _UNTIL_WHEN.search(desk.text) else None
    return rule is not None and topic_of(desk.text) is None and await quoted(desk, rule)


def _is_of_buying(desk: Desk) -> bool:
    """Tell whether the postage of what is to be bought is asked for, just after a product and its price."""
    is_after = desk.before.last_intent in ON_PRODUCTS
    is_short = len(desk.text.split()) <= _FEW or _COSTS.search(desk.text) is not None
    is_of_it = topic_of(desk.text) in (topic_of("delivery"), topic_of("express"))
    return is_after and is_short and is_of_it and _HOW_LONG.search(desk.text) is None


def _is_of_its_way(desk: Desk) -> bool:
    """Tell whether it is asked when `it` is free, just after an order: what may be free of an order is its way."""
    is_after = desk.before.last_intent in ON_ORDERS and len(desk.text.split()) <= _SHORT
    return is_after and _FREE.search(desk.text) is not None and topic_of(desk.text) is None


async def _quoted_of_shop(desk: Desk) -> bool:
    """Quote where the shop is, and when it is open, for somebody who wants to come; how it goes on, for somebody whose return is under way."""
    if desk.turn.waiting is None and asks_what_now(desk.text, desk.before):
        return await quoted(desk, _LABEL)
    if not asks_to_visit(desk.text):
        return False
    return any([await quoted(desk, one, floor=_CLEAR) for one in wanted_of_the_shop(desk.text)])


async def _quoted_of_article(desk: Desk) -> bool:
    """Quote of the article that was quoted just before what goes on about it; False where the question is plainly of another."""
    before = desk.before.last_source
    if before is None or not asks_on_article(desk.text, desk.wish, desk.before):
        return False
    slug, title, heading = before
    usual = await _usual_passage(desk)
    if usual is not None and usual.article_slug == slug:
        desk.quote(usual)
        return True
    found = {
        "title": await _passages(desk, f"{title}: {desk.text}"),
        "heading": await _passages(desk, f"{heading}: {desk.text}"),
        "alone": await _passages(desk, desk.text),
    }
    own = [one for passages in found.values() for one in passages if one.article_slug == slug]
    one = chosen(desk.text, heading, found, slug)
    if one is None or await _is_of_another(desk, slug, heading, own):
        return False
    if not speaks_of(things_named(desk.text), own):
        # It is about the shop, and no article says it.
        desk.missed()
        desk.keep(replace(desk.memory, last_source=before))
        return True
    desk.quote(one)
    return True


async def _passages(desk: Desk, question: str) -> tuple[Passage, ...]:
    found = await desk.facts.passages(question)
    return () if isinstance(found, Refusal) else found


async def _usual_passage(desk: Desk) -> Passage | None:
    """Return what answers the usual question that the wish is plainly like."""
    asked = desk.wish.usual
    if asked is None or asked.likeness < _PLAINLY or asked.ahead < 0:
        return None
    return await _best(desk, [asked.question])


async def _is_of_another(desk: Desk, slug: str, heading: str, own: Sequence[Passage]) -> bool:
    """Tell whether words that may go on about an article are plainly about another one."""
    asked, topic = desk.wish.usual, topic_of(desk.text)
    if names_part_of(desk.text, [one.text for one in own if one.heading == heading]):
        return False
    # `How long does that take?` is nearly the same of anything.
    is_pointing = topic is None and bool(desk.wish.values(EntityType.PRONOUN))
    if asked is not None and asked.likeness >= _TWIN and asked.ahead > 0 and not is_pointing:
        return True
    alone = await _best(desk, questions_in(desk.text))
    if alone is None or alone.article_slug == slug:
        return False
    is_said = topic is not None and topic != topic_of(heading) and not supposes(desk.text)
    return alone.score >= _VERY_CLEAR or is_said


async def usually_asked(desk: Desk, least: float = 0.0) -> bool:
    """Answer what is so like a usual question: by its passage, or honestly by none where another one only shares words with it."""
    asked = desk.wish.usual
    if asked is None or asked.likeness < least or asked.ahead < _BEHIND:
        return False
    if asked.likeness < _PLAINLY:
        # A question is compared with a question here, and with a passage there: what it is more like, counts.
        alone = await _best(desk, questions_in(desk.text))
        if alone is not None and alone.score >= asked.likeness:
            return False
    found = await _best(desk, [asked.question])
    is_clear = found is not None and found.score >= _CLEAR
    if found is not None and is_clear and asked.is_answered_by(f"{found.heading} {found.text}"):
        desk.quote(found)
        return True
    if not asked.needs or asked.likeness < _PLAINLY:
        return False
    desk.missed()
    return True


async def _quoted_each(desk: Desk) -> bool:
    """Quote what answers each of several questions, or those of them that are plainly answered; False where there is but one."""
    asked = [one for one in re.findall(r"[^.?!\n]+\?", desk.text) if len(one.split()) >= _FEWEST]
    if len(asked) < len(("one", "other")):
        return False
    whole = [asked[0], *(resolved(one, before) for before, one in pairwise(asked))]
    # How shops head what is asked leads, where it is known.
    found = [await _best(desk, questions_in(one)[is_usual(one) :]) for one in whole[:_MOST]]
    answers = [one for one in found if one is not None and one.score >= _CLEAR]
    chosen = list({(one.article_slug, one.heading): one for one in answers}.values())
    for one in chosen:
        desk.quote(one)
    return bool(chosen)


async def _quoted_on(desk: Desk) -> bool:
    """Quote what answers a question that goes on about the one before: `and how long does it take?`."""
    own = [one.text for one in desk.turn.history if one.speaker is Speaker.PERSON]
    own.append(desk.turn.text[: desk.wish.start])
    before = next((one for one in reversed(own[-_BACK:]) if topic_of(one) is not None), None)
    if before is None or desk.before.last_intent != Intent.POLICY_QUESTION.value or not goes_on(desk.text):
        return False
    whole, topic = resolved(desk.text, before), topic_of(before)
    if whole == desk.text or topic is None:
        return False
    return await quoted(desk, *questions_in(whole)) or await quoted(desk, topic)


def _asks_when_paid_back(desk: Desk) -> bool:
    """Tell whether it is asked how long it takes, just after what would be paid back."""
    is_after = desk.before.last_intent == Intent.GET_BACK_TOTAL.value
    return is_after and _HOW_LONG.search(desk.text) is not None and topic_of(desk.text) is None


def _gives_back(desk: Desk) -> bool:
    """Tell whether something that goes back is under way in the talk, or was asked about just before."""
    own = [one.text for one in desk.turn.history[-_MOST:] if one.speaker is Speaker.PERSON]
    is_rule = desk.before.last_intent == Intent.POLICY_QUESTION.value
    if is_rule and own and topic_of(own[-1]) == topic_of("return"):
        return True
    names = [] if desk.turn.waiting is None else [one.action for one in desk.turn.waiting.changes]
    form = desk.before.form
    return bool({*names, "" if form is None else form.kind} & {"return_items", "exchange_items"})


async def quoted(desk: Desk, *questions: str, floor: float = 0.0) -> bool:
    """Quote the passage that answers the wish, or one of the questions in its place; False where none is as alike as `floor`."""
    chosen = await _best(desk, questions or questions_in(desk.text))
    if chosen is None or chosen.score < floor or (not questions and _is_beside(desk.text, chosen)):
        return False
    desk.quote(chosen)
    return True


def _is_beside(text: str, passage: Passage) -> bool:
    """Tell whether a thing is asked for of which a passage, though somewhat alike, does not speak at all."""
    thing = thing_asked(text)
    if thing is None or passage.score >= _CLEAR or is_usual(text):
        return False
    return not is_about(thing, f"{passage.heading} {passage.text}")


async def _best(desk: Desk, questions: Sequence[str]) -> Passage | None:
    found: list[tuple[str, Sequence[Passage]]] = []
    for question in questions:
        passages = await desk.facts.passages(question)
        if passages and not isinstance(passages, Refusal):
            found.append((question, passages))
    return best(found)
