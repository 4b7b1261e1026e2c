"""Where something goes: an address put together over as many messages as people need."""

import re
from collections.abc import Mapping
from dataclasses import asdict, replace

from support_ai.agent.brain import Refusal
from support_ai.agent.local import change_words, changing
from support_ai.agent.local.desk import Desk
from support_ai.agent.local.entity import EntityType
from support_ai.agent.local.facts import Missing
from support_ai.agent.local.form_fields import ADDRESS
from support_ai.agent.local.kind import Kind
from support_ai.agent.local.memory import Form, Memory
from support_ai.agent.local.postal import PostalAddress, read_address
from support_ai.agent.local.postal_mending import mended
from support_ai.agent.local.postal_tables import NEEDS_STATE, NO_POSTAL_CODE
from support_ai.agent.local.postal_talk import SAME, as_state, spoken
from support_ai.agent.local.said import Said, read
from support_ai.customers.models import Address

SLOT = "address"
# States that a town is called like; letters of a state's code.
_TOWNS_TOO = frozenset({"new york", "washington", "delhi", "quebec", "québec"})
_CODE_LETTERS = 3
_PARTS = {
    "address1": "street and house number",
    "city": "city",
    "state": "state",
    "postal_code": "postal code",
    "country": "country",
}
_HOUSE = re.compile(
    r"\b(?:house |street )?(?:number|no\.?|nr\.?)(?:[^.!?]{0,40}?\b(?:is|should be|must be|to|it'?s|its)(?: not \w+ but)?)?\s*#?(\d{1,5}[a-z]?)\b(?! ?(?:days?|weeks?|pm|am))",
    re.IGNORECASE,
)
_POSTAL = re.compile(r"\b(?:zip|post(?:al)?)(?: ?code)?\b", re.IGNORECASE)
_CODE = re.compile(r"(?<![\w-])\d{4,6}(?:-\d{4})?\b")
_UNIT = re.compile(
    r"\b(?:suite|ste|apt|apartment|flat|unit|floor|room)\.? ?(?:is |should be |number )?#?\w{1,6}\b",
    re.IGNORECASE,
)
_ELSE_SAME = re.compile(
    r"\b(?:everything else|the rest|otherwise|all the rest|rest (?:is|stays)|forgot|missing|typo|wrong (?:house )?number|wrong (?:zip|postal|post|street|apartment|unit)|same (?:street|city|town|building))\b",
    re.IGNORECASE,
)
_ACCOUNT = re.compile(
    r"\b(?:my (?:home|account|profile|usual|default|own|stored) address|address (?:on file|in my (?:account|profile))|home|my place)\b",
    re.IGNORECASE,
)
_THERE = re.compile(r"\b(?:there|(?:the )?same (?:address|place)|that address)\b", re.IGNORECASE)


def just_said(memory: Memory) -> Mapping[str, str] | None:
    """Return the address of the change that was put together last."""
    return memory.parked[-1].address if memory.parked else None


_TOO = re.compile(
    r"\b(?:profile|account|on file|home address|everywhere|customer record|my details)\b", re.IGNORECASE
)


_GOODS_MOVE = re.compile(
    r"\b(?:go|goes|going|send|sent|ship|shipped|shipping|deliver\w*|redirect\w*|re-?rout\w*|forward\w*|come|arrive|bring|dropped|posted)\b",
    re.IGNORECASE,
)
_FOR_GOOD = re.compile(
    r"\b(?:from now on|always|in future|in the future|all (?:my )?(?:future )?orders|every order|moved|moving|live|living|default|home address)\b",
    re.IGNORECASE,
)


def is_of_goods(text: str) -> bool:
    """Tell whether an address is where something ordered is to go, and not where somebody lives from now on."""
    if _TOO.search(text) or _FOR_GOOD.search(text) or _GOODS_MOVE.search(text) is None:
        return False
    return bool(read(text).of(EntityType.ADDRESS))


def is_of_account_too(text: str) -> bool:
    """Tell whether an address is meant for the account as well as for an order."""
    said = read(text)
    return (
        bool(said.of(EntityType.ADDRESS) and said.of(EntityType.ORDER_NUMBER))
        and _TOO.search(text) is not None
    )


_OWN = re.compile(
    r"\b(?:my|our) (?:\w+ ){0,2}(?:address|home|place|house|flat)\b|\b(?:i|we)(?:'?ve| have|'?m| am|'?re| are)? (?:just |recently |now )?(?:mov\w+|reloca\w+|liv\w+)\b",
    re.IGNORECASE,
)


def is_of_order_only(text: str) -> bool:
    """Tell whether an address is said of an order by its number, and nothing is said of where somebody lives."""
    is_numbered = bool(read(text).of(EntityType.ORDER_NUMBER))
    return is_numbered and not (_TOO.search(text) or _FOR_GOOD.search(text) or _OWN.search(text))


async def of_order(desk: Desk, form: Form, kind: Kind) -> Form | None:
    """Fill where an order goes; what was not said of an address that is only mended stays as it is."""
    order = await desk.facts.order(form.order or "")
    known = Address() if isinstance(order, Missing) else order.address
    return await _fill(desk, form, kind, known)


async def of_customer(desk: Desk, form: Form, kind: Kind) -> Form | None:
    """Fill where a customer lives."""
    found = await desk.facts.customer(form.customer)
    return await _fill(desk, form, kind, Address() if isinstance(found, Refusal) else found.address)


def _means_account(said: Said) -> bool:
    """Tell whether the account's own address is wanted: `to my home address`, never `to my office instead of home`."""
    return any(not said.is_unwanted(*one.span()) for one in _ACCOUNT.finditer(said.text))


async def _fill(desk: Desk, form: Form, kind: Kind, known: Address) -> Form | None:
    if form.address is not None and not form.said:
        return form
    said = read(*form.said)
    if kind.name == "change_order_address" and form.address is None and _means_account(said):
        own = await desk.facts.customer(form.customer)
        if not isinstance(own, Refusal) and not said.of(EntityType.ADDRESS):
            return replace(form, address=asdict(own.address))
    same = just_said(desk.before)
    if (
        form.address is None
        and same is not None
        and _THERE.search(said.text)
        and not said.of(EntityType.ADDRESS)
    ):
        return replace(form, address=same)
    before = {} if form.address is None else dict(form.address)
    parts = put_together(said, before, known, is_answer=form.asked == SLOT)
    if still_missing(parts) == ("country",) and known.country:
        # Who names no country means their own; it is shown before they say yes.
        parts["country"] = known.country
    missing = still_missing(parts)
    if not missing:
        return replace(form, address={name: parts.get(name, "") for name in ADDRESS}, said=())
    open_form = replace(form, address=parts or None, said=())
    if not parts:
        await changing.ask(desk, open_form, SLOT, change_words.WHICH_ADDRESS)
    else:
        asked = still_missing({**parts, "country": parts.get("country") or known.country})
        names = " and ".join(_PARTS[name] for name in asked)
        line = f"So far I have {', '.join(value for value in parts.values() if value)}. What is the {names}?"
        await changing.ask(desk, open_form, SLOT, line, came_nearer=parts != before)
    return None


def put_together(said: Said, before: dict[str, str], known: Address, *, is_answer: bool) -> dict[str, str]:
    """Return the parts of an address that are known now.

    `before` is what was said of it earlier, `known` the address that it takes the place of: of that what is not said stays
    where the street stays, or where somebody only mends a part.
    """
    whole = {name: str(getattr(known, name)) for name in ADDRESS}
    if right := mended(said.text, before or whole):
        return {**(before or whole), **right}
    new = _new_parts(said, before, known, is_answer=is_answer)
    if before:
        is_other = "address1" in new and new.get("city", before.get("city", "")) != before.get("city", "")
        return new if is_other and not SAME.search(said.text) else {**before, **new}
    if new and "address1" not in new and not is_answer:
        return {**whole, **new}
    is_mended = (
        _ELSE_SAME.search(said.text)
        or SAME.search(said.text)
        or _same_street(new.get("address1", ""), known.address1)
    )
    return {**whole, **new} if new and is_mended and "city" not in new else new


def _new_parts(said: Said, before: dict[str, str], known: Address, *, is_answer: bool) -> dict[str, str]:
    """Return the parts that a text names: as an address, by their names, or alone where they are what is missing."""
    found, named = _read(said, is_answer=is_answer)
    new = {name: value for name in ADDRESS if (value := str(getattr(found, name)).strip())} | named
    first = new.get("address1", "")
    if _HOUSE.fullmatch(first) or (before.get("address1") and _UNIT.fullmatch(first)):
        # `No 7, same street`; `apt 4`, once the street is known.
        del new["address1"]
    if "address1" in new:
        return new
    postal, house, unit = _postal_code(said.text), _HOUSE.search(said.text), _UNIT.search(said.text)
    if postal is not None:
        new["postal_code"] = postal
    elif unit is not None and "address2" not in new:
        new = {"address2": unit[0].capitalize(), **({} if not is_answer else new)}
    street = before.get("address1", "") if before else known.address1
    if house is not None and street and not new:
        new["address1"] = re.sub(r"\d+[a-z]?", house[1], street, count=1, flags=re.IGNORECASE)
    return _as_missing(new, before, known)


def _as_missing(new: dict[str, str], before: dict[str, str], known: Address) -> dict[str, str]:
    """Return the parts with a name that was read as a town taken for the state, where that is all that is missing."""
    country, city = before.get("country") or known.country, new.get("city", "")
    state = as_state(city, country)
    is_town = not before.get("city") and (len(city) <= _CODE_LETTERS or city.lower() in _TOWNS_TOO)
    if "state" in new or before.get("state") or not state or is_town:
        return new
    return {**{name: value for name, value in new.items() if name != "city"}, "state": state}


def _postal_code(text: str) -> str | None:
    """Return the postal code that is called one: the last number behind the word, never an order's."""
    word = _POSTAL.search(text)
    codes = [] if word is None else _CODE.findall(text, word.end())
    return codes[-1] if codes else None


def _read(said: Said, *, is_answer: bool) -> tuple[PostalAddress, dict[str, str]]:
    """Return the address in a text, and the parts that it calls by their names.

    It stands in the piece that looks like one, else, where it was asked for, in all of the text but its talk.
    """
    pieces = said.wanted(EntityType.ADDRESS) or said.of(EntityType.ADDRESS)
    rest = spoken(said.text)
    if pieces:
        longest = max((one.value for one in reversed(pieces)), key=len)
        whole = read_address(spoken(longest).text or longest)
        is_whole = whole.city or not is_answer
        return (whole if is_whole else read_address(rest.text)), rest.parts
    return (read_address(rest.text) if is_answer and rest.text else PostalAddress()), rest.parts


def _same_street(one: str, other: str) -> bool:
    """Tell whether two first lines are of one street, whatever the house numbers are."""
    first, second = (re.sub(r"[\d\W]+", " ", text.lower()).split() for text in (one, other))
    return bool(first) and first == second


def still_missing(parts: dict[str, str]) -> tuple[str, ...]:
    """Return which parts of an address are still to be said."""
    country = parts.get("country", "")
    needed = ["address1", "city"]
    needed += ["state"] if country in NEEDS_STATE else []
    needed += [] if country in NO_POSTAL_CODE else ["postal_code"]
    return tuple(name for name in (*needed, "country") if not parts.get(name))
