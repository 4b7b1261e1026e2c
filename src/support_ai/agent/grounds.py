"""What a conversation has learnt: what tools returned and what people wrote, to compare with what is about to be said."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta, tzinfo
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from support_ai.agent.acts import Act, acts_in_state, acts_told_of
from support_ai.agent.echo import is_echo
from support_ai.agent.found import Found, Kind
from support_ai.agent.known import Known
from support_ai.agent.parts import fields_of, kinds_inside
from support_ai.agent.promises import Promise, is_understood, promises, sentences
from support_ai.agent.reading import bare, read
from support_ai.agent.tools.calculating import PERCENT, Calculated
from support_ai.core.letters import WORD, folded
from support_ai.core.money import Money, decimal_text
from support_ai.knowledge.models import Article, Passage

_WORDS = re.compile(rf"{WORD}{{1,40}}")
_SPACES = re.compile(r"[\s*_`#>]+")
_QUOTED = "\"'\u201c\u201d\u201e\u00ab\u00bb \u2022-"
_STATES = ("status", "kind", "cause", "state")
_UNITS = {"day": 1440, "week": 10080, "hour": 60, "minute": 1}
_SHARES = ("share", "rate")
# What turns a part into percent.
_FACTORS = ("100",)
_DEEPEST = 12
# So much of one message is read for what may be repeated.
_LONGEST = 20_000


class Grounds:
    """Everything that a turn may speak of, on a day in the shop's time zone; `load` takes former turns in."""

    def __init__(self, now: datetime | None = None, zone: tzinfo = UTC) -> None:
        """Begin with nothing learnt; without `now` words such as tomorrow are known only where a text said them."""
        self._zone = zone
        self._today = None if now is None else now.astimezone(zone).date()
        self._facts = Known(self._today)
        self._heard = Known(self._today)
        self._quotes: set[str] = set()
        self._words: set[str] = set()
        self._done: dict[str, None] = {}
        self._states: dict[str, None] = {}
        self._others: dict[str, None] = {}
        self._texts: set[str] = set()
        self._repeatable: set[str] = set()
        self._waiting: list[tuple[Known, str]] = []

    def learn(self, value: object) -> None:
        """Remember what a tool returned, or a colleague wrote: every text, amount, count, day and state in it."""
        self._learn(value, None, "", 0)

    def hear(self, text: str) -> None:
        """Remember what the person wrote: it may be repeated to them, and is no fact."""
        self._waiting.append((self._heard, text[:_LONGEST]))

    def repeat(self, *texts: str) -> None:
        """Remember what somebody wrote: between quotation marks it may be said as it is, every word of it, and is no fact."""
        self._repeatable |= {folded(" ".join(text.split())) for text in texts if text.strip()}

    def cite(self, text: str) -> None:
        """Remember words of the shop's own; whole sentences of theirs are no promises of the assistant's."""
        self._quotes.update(_comparable(one) for one in sentences(folded(text)))
        self._learn(text, None, "", 0)

    def did(self, *names: str) -> None:
        """Remember what was done in this conversation: names of actions, or kinds of deeds."""
        self._done |= dict.fromkeys(names)

    def warn_of(self, *names: str) -> None:
        """Remember full names of other customers, which may only be said where a tool returned them."""
        self._others |= dict.fromkeys(names)

    def dump(self) -> dict[str, list[str]]:
        """Return what is worth keeping for the next turn, as JSON holds it: figures, days, names of things, deeds; no texts."""
        self._read_all()
        return {**self._facts.dump(), "done": [*self._done], "states": [*self._states]}

    def load(self, kept: Mapping[str, Iterable[str]]) -> None:
        """Take in what a former turn of the same conversation dumped."""
        self._facts.load(kept)
        self._done |= dict.fromkeys(kept.get("done", ()))
        self._states |= dict.fromkeys(kept.get("states", ()))

    def quotes(self, sentence: str) -> bool:
        """Tell whether each sentence of a text is a whole sentence of the shop's own."""
        parts = sentences(folded(sentence))
        return bool(parts) and all(self._is_quoted(one) for one in parts)

    def _is_quoted(self, sentence: str) -> bool:
        return (
            _comparable(sentence) in self._quotes or _comparable(sentence.rpartition(": ")[2]) in self._quotes
        )

    def unknown(self, sentence: str) -> Iterator[Found]:
        """Yield what a sentence holds and nothing learnt does; what the person wrote may be repeated, not asserted."""
        self._read_all()
        plain = folded(sentence)
        is_strict = not is_understood(plain.lower(), frozenset(self._words))
        repeated = self._repeated(plain)
        for found in read(plain, self._today):
            if (
                any(found.start in place for place in repeated)
                or self._is_free(found, is_strict=is_strict)
                or self._facts.holds(found)
            ):
                continue
            if not (
                self._heard.holds(found) and (found.kind in _ECHOED or is_echo(plain.lower(), found.start))
            ):
                yield found

    def _repeated(self, plain: str) -> list[range]:
        """Return where a folded sentence holds, between quotation marks, all that somebody wrote."""
        places = ((plain.find(f"\u201c{text}\u201d"), len(text)) for text in self._repeatable)
        return [range(start + 1, start + 1 + length) for start, length in places if start >= 0]

    def _is_free(self, found: Found, *, is_strict: bool) -> bool:
        """Tell whether a number claims nothing, or is known with another unit and has none here."""
        if found.kind is not Kind.LOOSE:
            return False
        bound = 4 if is_strict else 10
        return all(value.isdigit() and int(value[:4]) < bound for value in found.options)

    def broken_promises(self, sentence: str, committed: Collection[str]) -> Iterator[Promise]:
        """Yield what a sentence says was or will be done and nothing here bears out."""
        names = [*committed, *self._done]
        for one in sentences(folded(sentence)):
            if not self._is_quoted(one):
                small = one.lower()
                kinds = acts_told_of(small, names)
                yield from (said for said in promises(small) if not self._is_borne_out(said, kinds, small))

    def _is_borne_out(self, said: Promise, allowed: frozenset[Act], sentence: str) -> bool:
        acts = said.acts - {Act.ANY}
        if allowed and (not acts or acts & allowed):
            return True
        if not said.is_done or said.is_ours or not acts:
            return False
        named = {name for found in read(sentence, None) if found.kind is Kind.NAME for name in found.options}
        known = {tuple(state.split(" ")) for state in self._states}
        return all((name, act.value) in known for name in named or {""} for act in acts)

    def is_foreign(self, sentence: str) -> bool:
        """Tell whether a sentence is in none of the languages that are read here."""
        return not is_understood(folded(sentence).lower(), frozenset(self._words))

    def names_another(self, sentence: str) -> bool:
        """Tell whether a sentence holds the name of another customer that no tool returned."""
        plain = folded(sentence).lower()
        names = (folded(name).lower() for name in self._others)
        return any(name in plain and not all(word in self._texts for word in name.split()) for name in names)

    def holds_word(self, word: str) -> bool:
        """Tell whether a tool returned a text that is exactly this, or holds it as a word."""
        return word in self._texts

    def _read_all(self) -> None:
        waiting, self._waiting = self._waiting, []
        for known, text in waiting:
            known.add_text(text)

    def _learn(self, value: object, currency: str | None, name: str, depth: int) -> None:
        match value:
            case None | bool() | bytes():
                return
            case float() | Calculated():
                self._learn_reckoned(value, name)
            case str():
                self._learn_text(value, name)
            case datetime():
                self._facts.add_moment(value.astimezone(self._zone) if value.tzinfo else value)
            case date():
                self._facts.add_day(value)
            case timedelta():
                self._facts.add_duration(value)
            case UUID():
                self._facts.add(Kind.NAME, bare(str(value)))
            case int() | Decimal():
                self._learn_number(value, currency, name)
            case _ if depth < _DEEPEST:
                self._learn_parts(value, currency, name, depth + 1)
            case _:
                return

    def _learn_reckoned(self, value: float | Calculated, name: str) -> None:
        """Learn a share of 1 as percent, an average as it is; what was reckoned as money or percent only where it was of known numbers."""
        if not isinstance(value, Calculated):
            if name == "average":
                self._facts.add_number(Decimal(str(value)))
            for places in (0, 1) if name.endswith(_SHARES) else ():
                part = abs(Decimal(str(value * 100))).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
                self._facts.add(Kind.COUNT, f"{_plain(*f'{part:f}.'.split('.')[:2])} percent")
            return
        self._learn_text(value.result, "result")
        self._read_all()
        if value.unit is not None and all(self._is_operand(one) for one in value.operands):
            whole, _, fraction = value.result.lstrip("-").partition(".")
            kind = Kind.COUNT if value.unit == PERCENT else Kind.AMOUNT
            self._facts.add(kind, f"{_plain(whole, fraction)} {value.unit}")

    def _is_operand(self, number: str) -> bool:
        return number in _FACTORS or self._facts.holds_number((number,))

    def _learn_text(self, text: str, name: str) -> None:
        self._waiting.append((self._facts, text))
        words = _words(text)
        self._words.update(words)
        self._texts.update((*words, *text.lower().split(), text))
        if name in _STATES:
            self._states |= {f" {act.value}": None for act in acts_in_state(text)}

    def _learn_number(self, number: int | Decimal, currency: str | None, name: str) -> None:
        if name.endswith("minor") and isinstance(number, int):
            code = currency or "?"
            text = decimal_text(abs(number), code) if currency else decimal_text(abs(number), "USD")
            whole, _, fraction = text.partition(".")
            self._facts.add(Kind.AMOUNT, f"{_plain(whole, fraction)} {code}")
            return
        if name.endswith("_seconds"):
            self._facts.add_duration(timedelta(seconds=int(number)))
        unit = next((factor for word, factor in _UNITS.items() if word in name), None)
        if "percent" in name:
            self._facts.add(Kind.COUNT, f"{abs(number)} percent")
        elif unit is not None:
            self._facts.add(Kind.COUNT, f"{abs(number) * unit} time")
        if name == "order_id":
            return
        if name.endswith("_id"):
            self._facts.add(Kind.NAME, str(number))
            self._facts.add(Kind.NAME, bare(f"{name[:1]}-{number}"))
        else:
            self._facts.add_number(number)

    def _learn_parts(self, value: object, currency: str | None, name: str, depth: int) -> None:
        if isinstance(value, Money):
            self._learn_number(value.minor, value.currency, "minor")
        elif isinstance(value, Passage | Article):
            texts = (
                (value.text, value.heading, value.article_title)
                if isinstance(value, Passage)
                else (value.body, value.title)
            )
            for text in texts:
                self.cite(text)
        elif isinstance(value, Mapping):
            for key, part in value.items():  # pyright: ignore[reportUnknownVariableType] - any value may be inside
                self._learn(part, currency, str(key), depth)  # pyright: ignore[reportUnknownArgumentType]
        elif isinstance(value, tuple | list | set | frozenset):
            self._facts.add_number(len(value))  # pyright: ignore[reportUnknownArgumentType]
            for part in value:  # pyright: ignore[reportUnknownVariableType]
                self._learn(part, currency, name, depth)  # pyright: ignore[reportUnknownArgumentType]
        else:
            self._learn_fields(value, currency, depth)

    def _learn_fields(self, value: object, currency: str | None, depth: int) -> None:
        fields = dict(fields_of(value))
        own = fields.get("currency")
        code = own if isinstance(own, str) and own else currency
        for name, part in fields.items():
            self._learn(part, code, name, depth)
        number, status = fields.get("number"), fields.get("status")
        if isinstance(number, str) and isinstance(status, str):
            self._states |= {f"{bare(number)} {act.value}": None for act in acts_in_state(status)}
            for payment in kinds_inside(fields.values()):
                self._states |= {f"{bare(number)} {act.value}": None for act in acts_in_state(payment)}


_ECHOED = (Kind.NAME, Kind.CONTACT)


def _plain(whole: str, fraction: str) -> str:
    rest = fraction.rstrip("0")
    return f"{whole.lstrip('0') or '0'}.{rest}" if rest else whole.lstrip("0") or "0"


def _words(text: str) -> set[str]:
    return set(_WORDS.findall(folded(text).lower()))


def _comparable(sentence: str) -> str:
    return _SPACES.sub(" ", sentence).strip(_QUOTED + ".!").casefold()
