"""What is wrong with what came: pure comparisons of a script's expectations with what was said and done."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from support_ai.evals.script import End, ScriptedTurn

_PLAIN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "\u00a0": " ", "\u202f": " "})


@dataclass(frozen=True, slots=True)
class Call:
    """One use of a tool, or another act that a rule refused."""

    tool: str
    outcome: str
    rule: str | None = None


@dataclass(frozen=True, slots=True)
class Came:
    """What a turn brought: words, kinds of cards, titles of sources, and what was done for it."""

    reply: str = ""
    cards: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    calls: tuple[Call, ...] = ()


@dataclass(frozen=True, slots=True)
class Ended:
    """How things stand afterwards; an order that there is not has no status. `committed` is what each yes did."""

    orders: Mapping[str, str | None] = field(default_factory=dict[str, str | None])
    committed: tuple[tuple[str, ...], ...] = ()
    proposed: tuple[str, ...] = ()
    handled_by: str | None = None
    tickets: int = 0


def plain(text: str) -> str:
    """Return a text as words are compared: in any case, with plain quotes and spaces."""
    return text.translate(_PLAIN).casefold()


def faults_of_turn(wanted: ScriptedTurn, came: Came) -> tuple[str, ...]:
    """Return what is wrong with an answer, and with what was done for it."""
    said = plain(came.reply)
    used = {call.tool for call in came.calls}
    faults = [
        f"does not say {' or '.join(map(repr, words))}"
        for words in wanted.has
        if not any(plain(word) in said for word in words)
    ]
    faults += [f"says {word!r}" for word in wanted.lacks if plain(word) in said]
    faults += [f"did not use {name}" for name in wanted.tools if name not in used]
    faults += [f"used {name}" for name in wanted.no_tools if name in used]
    rules = {call.rule for call in came.calls if call.rule is not None}
    faults += [f"rule {rule} refused nothing" for rule in wanted.refused if rule not in rules]
    faults += [f"shows no card {kind}" for kind in wanted.cards if kind not in came.cards]
    sources = {plain(title) for title in came.sources}
    faults += [f"names no source {title!r}" for title in wanted.sources if plain(title) not in sources]
    return tuple(faults)


def faults_of_end(wanted: End, found: Ended) -> tuple[str, ...]:
    """Return what does not stand as it must."""
    faults = [
        f"order {number} is {found.orders.get(number) or 'not there'}, not {status.value}"
        for number, status in wanted.orders.items()
        if found.orders.get(number) != status
    ]
    if wanted.committed is not None and not _is_in_order(wanted.committed, found.committed):
        done = (name for of_one in found.committed for name in of_one)
        faults.append(f"committed: {_listed(done)}, not {_listed(wanted.committed)}")
    if wanted.proposed is not None and sorted(wanted.proposed) != sorted(found.proposed):
        faults.append(f"waits for a yes: {_listed(found.proposed)}, not {_listed(wanted.proposed)}")
    if wanted.handled_by is not None and wanted.handled_by != found.handled_by:
        faults.append(f"handled by {found.handled_by}, not {wanted.handled_by}")
    if wanted.tickets is not None and wanted.tickets != found.tickets:
        faults.append(f"opened {found.tickets} tickets, not {wanted.tickets}")
    return tuple(faults)


def _is_in_order(wanted: Sequence[str], found: Iterable[Sequence[str]]) -> bool:
    """Tell whether exactly these were committed in this order; what one yes did, it did at once."""
    place = 0
    for of_one in found:
        if sorted(wanted[place : place + len(of_one)]) != sorted(of_one):
            return False
        place += len(of_one)
    return place == len(wanted)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names) or "nothing"
