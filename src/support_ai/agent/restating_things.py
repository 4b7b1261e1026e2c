"""How things are called in a yes to what is done with them: by their names, with their options or without."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from support_ai.agent.consent_words import phrase
from support_ai.core.action import Preview

# A group of things of which none may be named alone: each thing is what it may be called.
Group = tuple[frozenset[str], ...]
_PIECE = re.compile(r"(?P<name>[^(),;]+?)(?: \((?P<options>[^()]*)\))?(?=, |$)")
_RETURNED = re.compile(r"^Return (?P<things>.+) of order \S+;")
_REPLACED = re.compile(r"^(?:Exchange in|Change) order \S+: (?P<pairs>[^;]+);")


def wanted(preview: Preview) -> frozenset[str]:
    """Return how new things are called by what is new of them: who says `I want the brass one` wants the change."""
    replaced = _REPLACED.search(preview.sentence)
    pieces = [] if replaced is None else _new(replaced["pairs"])
    return frozenset(
        one
        for name, options in pieces
        for one in (*_called(name, options, 1), *_loosely(name, options))
        if any(f" {phrase(option)} " in f" {one} " for option in options)
    )


def things(preview: Preview) -> Iterator[Group]:
    """Yield the things that go back, or those that come instead."""
    if returned := _RETURNED.search(preview.sentence):
        yield _group(_pieces(returned["things"]))
    elif replaced := _REPLACED.search(preview.sentence):
        yield _group(_new(replaced["pairs"]), are_new=True)


def _new(replaced: str) -> list[tuple[str, tuple[str, ...]]]:
    pairs = [
        one.partition(" becomes ")[2]
        for one in re.split(r", (?=[^()]* becomes )|, (?=[^()]*\([^()]*\) becomes )", replaced)
    ]
    return [piece for pair in pairs for piece in _pieces(pair)[:1]]


def _pieces(text: str) -> list[tuple[str, tuple[str, ...]]]:
    """Return names and options of `Lamp (black, large), Mug`."""
    found: list[tuple[str, tuple[str, ...]]] = []
    for piece in re.split(r", (?![^()]*\))", text):
        match = _PIECE.match(piece)
        if match is not None:
            options = tuple(one.strip() for one in (match["options"] or "").split(",") if one.strip())
            found.append((match["name"].strip(), options))
    return found


def _group(pieces: Sequence[tuple[str, tuple[str, ...]]], *, are_new: bool = False) -> Group:
    counted = Counter(pieces)
    single = [frozenset(_called(name, options, count)) for (name, options), count in counted.items()]
    often = Counter(one for called in single for one in called)
    shared = Counter(word for name, options in counted for word in {*_names(name), *options})
    # What two of them are called in the singular is one of them, nobody knows which.
    return tuple(
        frozenset(one for one in called if often[one] == 1)
        | frozenset(_loosely(name, options) if are_new else ())
        | frozenset(_many(name, options, shared))
        for called, (name, options) in zip(single, counted, strict=True)
    )


def _names(name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((name, name.rpartition(" ")[2])))


def _called(name: str, options: tuple[str, ...], count: int) -> Iterator[str]:
    """Yield what a thing may be called. Several of one are not called by the singular."""
    for one in _names(name):
        written = one if count == 1 or one.endswith("s") else f"{one}s"
        yield phrase(written)
        yield from (phrase(f"{option} {written}") for option in options)
        if options:
            yield phrase(f"{' '.join(options)} {written}")
    for option in (*options, " ".join(options)) if options else ():
        yield phrase(f"{option} {'ones' if count > 1 or name.endswith('s') else 'one'}")


def _loosely(name: str, options: tuple[str, ...]) -> Iterator[str]:
    """Yield options alone: of what comes, `brass` or `size 42` says enough."""
    for option in (*options, " ".join(options)):
        if option:
            yield phrase(option)
            yield from (phrase(f"{word} {option}") for word in ("size", "colour", "color"))
            yield phrase(f"{option}s")
            yield from ([phrase(f"{option} {name.rpartition(' ')[2]}")] if name.endswith("s") else ())


def _many(name: str, options: tuple[str, ...], shared: Counter[str]) -> Iterator[str]:
    """Yield the plural of what several are called, which is said of all of them."""
    for one in _names(name):
        if shared[one] > 1:
            many = [f"both {one}", f"all {one}", f"two {one}"] if one.endswith("s") else [f"{one}s"]
            yield from (phrase(each) for each in many)
            yield from (phrase(f"{option} {one}s") for option in options if not one.endswith("s"))
    yield from (phrase(f"{option} ones") for option in options if shared[option] > 1)
