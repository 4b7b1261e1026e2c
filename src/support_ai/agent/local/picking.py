"""Which pieces of an order a text means, and how many of each. Pure."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from support_ai.agent.local.concerning import is_kept
from support_ai.agent.local.entity import Entity, EntityType
from support_ai.agent.local.giving import AIMED, has_option, replaced_things
from support_ai.agent.local.said import Said
from support_ai.agent.local.things import Named, comes_in_twos, for_their_own_sake, named
from support_ai.orders.models import OrderItem

_WHOLE = frozenset({"all", "rest"})
_NEAR = 28
# `1 of the two`, `one shirt out of my two`.
_TOTAL = re.compile(r"\b(?:of|out of)(?: (?:the|my|these|those|all))?\s*$", re.IGNORECASE)
_SIZES_APART = 12
_ARTICLE = re.compile(r"\b(?:an?|another) (?:\w+ ){0,2}$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Picked:
    """These items, each as often as it is meant."""

    item_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Which:
    """One of these is meant, and it was not said which."""

    lines: tuple[OrderItem, ...]


@dataclass(frozen=True, slots=True)
class HowMany:
    """This is meant, and it was not said how many of it; or more were said than there are."""

    line: OrderItem
    is_too_many: bool = False


@dataclass(frozen=True, slots=True)
class NothingNamed:
    """Nothing of the order is named."""


Choice = Picked | Which | HowMany | NothingNamed


@dataclass(frozen=True, slots=True)
class _Mention:
    lines: tuple[OrderItem, ...]
    quantity: str | None
    is_plural: bool


def pieces(lines: Sequence[OrderItem]) -> tuple[str, ...]:
    """Return every piece of some lines."""
    return tuple(one.item_id for one in lines for _ in range(one.quantity))


def pick(
    lines: Sequence[OrderItem], said: Said, *, listed: Sequence[OrderItem] = (), is_replaced: bool = False
) -> Choice:
    """Return what is meant of an order's lines; `listed` are those among which the person was asked to choose, in that order.

    Of what `is_replaced`, that is meant which something else is wanted instead of.
    """
    found = named(said.text, [one.name for one in lines], said.of(EntityType.ITEM))
    excepted = _excepted(lines, said, found)
    if excepted:
        return _without(lines, excepted)
    found = _corrected(said.text, for_their_own_sake(said.text, found))
    wanted = [one for one in found if not said.is_unwanted(one.start, one.end)]
    wanted = (replaced_things(said.text, found) if is_replaced else []) or wanted
    kept = [one for one in wanted if is_kept(said.text, one.start, one.end)]
    if kept and len(kept) == len(wanted):
        # `The bottle stays, the other thing goes back`.
        return _without(lines, [lines[n] for one in kept for n in one.which])
    wanted = [one for one in wanted if one not in kept]
    if wanted:
        return _of_mentions(lines, said, wanted)
    return _without_names(listed or lines, said)


_NO_RATHER = re.compile(
    r"(?<=[.,;!\n])\s*(?:(?:no|wait|sorry|actually|oh|scratch that|scrap that|or rather|rather|i meant?|i mean|correction|hang on|hold on)\b[\s,.!]*)+(?=(?:the|my|only|just|it'?s)\b)|\b(?:no wait|wait no|scratch that|i meant|i mean|or rather|make that)\b",
    re.IGNORECASE,
)


def _corrected(text: str, found: Sequence[Named]) -> tuple[Named, ...]:
    """Return what is named where somebody corrects themselves: `the boots. no wait, the jacket` is the jacket."""
    cut = next(reversed([match.end() for match in _NO_RATHER.finditer(text)]), None)
    before = [one for one in found if cut is not None and one.start < cut]
    behind = [one for one in found if cut is not None and one.start >= cut]
    gone = {n for one in before for n in one.which}
    # `… boots are great`: what is named again is only spoken of.
    new = [one for one in behind if not one.which <= gone]
    return tuple(new or found) if before else tuple(found)


def _excepted(lines: Sequence[OrderItem], said: Said, found: Sequence[Named]) -> list[OrderItem]:
    """Return the lines that are excepted."""
    spans = said.excepts
    named_there = [one for one in found if any(s.start <= one.start < s.end for s in spans)]
    return [
        lines[n]
        for one in named_there
        for n in sorted(_narrowed(lines, one.which, _options_near(said, one, found)))
    ]


def _without(lines: Sequence[OrderItem], excepted: Sequence[OrderItem]) -> Choice:
    left = [one for one in lines if one not in excepted]
    return Picked(pieces(left)) if left else NothingNamed()


def _narrowed(lines: Sequence[OrderItem], which: frozenset[int], options: Sequence[str]) -> frozenset[int]:
    """Return those of the lines that have the options, as far as any has."""
    for option in options:
        fitting = frozenset(n for n in which if has_option(lines[n], option))
        which = fitting or which
    return which


def _of_mentions(lines: Sequence[OrderItem], said: Said, wanted: Sequence[Named]) -> Choice:
    mentions: list[_Mention] = []
    for one in wanted:
        which = _narrowed(lines, one.which, _options_near(said, one, wanted))
        mentions.append(
            _Mention(
                tuple(lines[n] for n in sorted(which)),
                _quantity_near(said, one, wanted, [lines[n] for n in which]),
                one.is_plural,
            )
        )
    chosen: Counter[str] = Counter()
    for mention in _merged(mentions):
        choice = _settled(mention)
        if not isinstance(choice, Picked):
            return choice
        for item_id, count in Counter(choice.item_ids).items():
            chosen[item_id] = max(chosen[item_id], count)
    return Picked(tuple(chosen.elements()))


def _merged(mentions: Sequence[_Mention]) -> list[_Mention]:
    """Return mentions without those that only speak of the same lines again; a later quantity counts."""
    found: list[_Mention] = []
    for one in mentions:
        alike = next((n for n, other in enumerate(found) if set(other.lines) & set(one.lines)), None)
        if alike is None or (one.quantity and found[alike].quantity and len(one.lines) > 1):
            found.append(one)
            continue
        before = found[alike]
        lines = tuple(line for line in before.lines if line in one.lines) or one.lines
        found[alike] = _Mention(lines, one.quantity or before.quantity, before.is_plural or one.is_plural)
    return found


def _settled(mention: _Mention) -> Choice:
    """Return which and how many of one mention's lines are meant."""
    lines, quantity = mention.lines, mention.quantity
    there = sum(one.quantity for one in lines)
    kinds = {one.item_id for one in lines}
    if (
        quantity is not None
        and quantity.isdigit()
        and int(quantity) > there
        and _may_be_size(lines, quantity)
    ):
        quantity = None
    if quantity in _WHOLE:
        return Picked(pieces(lines))
    if quantity is not None and (quantity != "half" or len(kinds) == 1):
        count = {"both": 2, "half": there // 2}.get(quantity)
        return (
            Picked(pieces(lines))
            if count == there
            else _some(lines, count or int(quantity) if quantity.isdigit() else 1)
        )
    if there == 1 or (mention.is_plural and (len(kinds) > 1 or not comes_in_twos(lines[0].name))):
        return Picked(pieces(lines))
    return Which(lines) if len(kinds) > 1 else HowMany(lines[0])


def _may_be_size(lines: Sequence[OrderItem], number: str) -> bool:
    """Tell whether a number that is no count of these lines may be a size of them: `one size up, 43` of shoes in 42."""
    sizes = [int(value) for one in lines for _, value in one.options if value.isdigit()]
    return any(abs(size - int(number)) <= _SIZES_APART for size in sizes)


def _some(lines: Sequence[OrderItem], count: int) -> Choice:
    there = sum(one.quantity for one in lines)
    if count > there:
        return HowMany(lines[0], is_too_many=True)
    if count == there:
        return Picked(pieces(lines))
    if len({one.item_id for one in lines}) > 1:
        return Which(tuple(lines))
    return Picked((lines[0].item_id,) * count)


def _without_names(lines: Sequence[OrderItem], said: Said) -> Choice:
    """Return what is meant where nothing of the order is called by name: by options, by its place, by how many."""
    quantity = chosen_quantity(said, _counts(lines, said.quantities))
    is_plural = not {"ones", "pairs"}.isdisjoint(said.text.lower().split())
    place = next((one.value for one in said.wanted(EntityType.PLACE) if one.value.isdigit()), None)
    options = [
        one.value
        for one in said.wanted(EntityType.OPTION)
        if any(has_option(line, one.value) for line in lines) or not AIMED.search(said.text[: one.start])
    ]
    fitting = [one for one in lines if options and all(has_option(one, option) for option in options)]
    if fitting:
        return _settled(_Mention(tuple(fitting), quantity, is_plural))
    if quantity in _WHOLE and not options:
        return Picked(pieces(lines))
    if place is not None and 0 < int(place) <= len(lines):
        return _settled(_Mention((lines[int(place) - 1],), quantity, is_plural=False))
    if is_plural and quantity is None and len({one.item_id for one in lines}) == 1:
        quantity = "all"
    if quantity is not None and not options:
        kinds = {one.item_id for one in lines}
        if len(kinds) == 1 or quantity == "both":
            return _settled(_Mention(tuple(lines), quantity, is_plural=False))
        return Which(tuple(lines))
    return NothingNamed()


def _counts(lines: Sequence[OrderItem], found: Sequence[Entity]) -> tuple[Entity, ...]:
    """Return how many are spoken of, without a number that is a size: `both into 42`."""
    counts = [one for one in found if not (one.value.isdigit() and int(one.value) > len(pieces(lines)) and _may_be_size(lines, one.value))]  # fmt: skip
    return tuple(counts or found)


def chosen_quantity(said: Said, found: Sequence[Entity]) -> str | None:
    """Return how many are meant where several numbers stand: the one behind `only`, `2` of `2 of the 3`, else the last."""
    only = [one for one in said.of(EntityType.SCOPE) if one.value == "only"]
    for scope in only:
        behind = next(
            (one for one in found if 0 <= one.start - scope.end <= 6 or one.start == scope.start), None
        )
        if behind is not None:
            return behind.value
    kept: list[Entity] = []
    for one in found:
        if kept and _TOTAL.search(said.text[: one.start]):
            continue
        if kept and one.start - kept[-1].end <= 5 and said.text[kept[-1].start : one.start].rstrip().endswith(("the", "my", "of", "those", "these")):  # fmt: skip
            continue
        kept.append(one)
    return kept[-1].value if kept else None


def _quantity_near(
    said: Said, mention: Named, others: Sequence[Named], lines: Sequence[OrderItem] | None = None
) -> str | None:
    """Return how many of a mention are meant: the number before it, or behind it, nearer than to any other mention."""
    found = said.quantities if lines is None else _counts(lines, said.quantities)
    if len(others) == 1 and found:
        return chosen_quantity(said, found)
    if _ARTICLE.search(said.text[: mention.start]) and not mention.is_plural:
        return "1"
    start = max((one.end for one in others if one.end <= mention.start), default=0)
    end = min((one.start for one in others if one.start >= mention.end), default=len(said.text))
    before = [one for one in found if start <= one.start and one.end <= mention.start]
    before = [one for one in before if _clear(said.text[one.end : mention.start])]
    behind = [one for one in found if mention.end <= one.start and one.end <= end]
    behind = [one for one in behind if _clear(said.text[mention.end : one.start])]
    return chosen_quantity(said, before) or chosen_quantity(said, behind)


def _options_near(said: Said, mention: Named, others: Sequence[Named]) -> list[str]:
    """Return the options that belong to a mention: those before it, or behind it, nearer than to any other mention."""
    wanted = said.of(EntityType.OPTION)
    if len(others) == 1:
        return [one.value for one in wanted if not said.is_unwanted(one.start, one.end) or said.excepts]
    start = max((one.end for one in others if one.end <= mention.start), default=0)
    end = min((one.start for one in others if one.start >= mention.end), default=len(said.text))
    before = [
        one
        for one in wanted
        if start <= one.start and one.end <= mention.start and _clear(said.text[one.end : mention.start])
    ]
    behind = [
        one
        for one in wanted
        if mention.end <= one.start and one.end <= end and _clear(said.text[mention.end : one.start])
    ]
    return [one.value for one in before or behind]


def _clear(between: str) -> bool:
    """Tell whether nothing stands between two pieces that keeps them apart."""
    return len(between) <= _NEAR and not any(mark in between for mark in ",;.!?\n") and " and " not in between
