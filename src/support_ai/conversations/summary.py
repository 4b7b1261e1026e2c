"""What a colleague is told when they get a conversation: put together by code, from what was said and shown."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import cast

from support_ai.conversations.models import HandOverReason, Message, Speaker, Summary

REASONS = {
    HandOverReason.ASKED: "They asked for a person.",
    HandOverReason.REPEATED_FAILURE: "The assistant did not understand them several times.",
    HandOverReason.RULE: "A rule of the shop gives this to colleagues.",
    HandOverReason.BLOCKED_ANSWER: "An answer of the assistant was withheld.",
    HandOverReason.APPROVAL_NEEDED: "What they want needs a colleague's approval.",
    HandOverReason.OTHER_LANGUAGE: "They write in a language that the assistant does not answer in.",
    HandOverReason.PASSED_ON: "A colleague passed it on.",
}
_ASKED_LETTERS = 400
_MOST = 10


def summarise(
    messages: Sequence[Message],
    who: str,
    reason: HandOverReason,
    now: datetime,
    *,
    began_at: datetime | None = None,
    orders: Sequence[str] = (),
    tried: Sequence[str] = (),
) -> Summary:
    """Return what goes with a hand-over: who, for how long, what was asked last, which orders, what was tried, and why.

    `messages` are the newest in order; `orders` and `tried` are what the caller knows beside what was shown. Of many only
    the newest ten are named.
    """
    began = began_at or (messages[0].created_at if messages else now)
    asked = [message for message in messages if message.speaker is Speaker.PERSON]
    answers = [_content(message) for message in messages if message.speaker is Speaker.ASSISTANT]
    shown = [number for answer in answers for number in _orders(answer)]
    done = [line for answer in answers for line in _tried(answer)]
    return Summary(
        who=who,
        minutes=max(0, (now - began) // timedelta(minutes=1)),
        messages=len(asked),
        asked_last=shortened(words_of(_content(asked[-1])), _ASKED_LETTERS) if asked else "",
        orders=_newest([*shown, *orders]),
        tried=_newest([*done, *tried]),
        reason=reason,
    )


def sentences(summary: Summary) -> tuple[str, ...]:
    """Return a summary in sentences that can be read by themselves."""
    lines = [
        f"{summary.who}, for {_count(summary.minutes, 'minute')}, {_count(summary.messages, 'message')}.",
        REASONS[summary.reason],
    ]
    if summary.asked_last:
        lines.append(f"Asked last: “{summary.asked_last}”")
    if summary.orders:
        lines.append(f"Orders: {', '.join(summary.orders)}.")
    if summary.tried:
        lines.append(f"The assistant {', '.join(summary.tried)}.")
    return tuple(lines)


def words_of(content: Mapping[str, object]) -> str:
    """Return what was said in a message; of one without words, which files it brought."""
    brought = cast("list[dict[str, object]]", content.get("files", []))
    return str(content["text"]) or ", ".join(str(one["name"]) for one in brought)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _content(message: Message) -> dict[str, object]:
    return cast("dict[str, object]", json.loads(message.content))


def _parts(answer: dict[str, object], name: str) -> list[dict[str, object]]:
    return cast("list[dict[str, object]]", answer.get(name) or [])


def _orders(answer: dict[str, object]) -> Iterator[str]:
    """Yield the numbers of the orders that an answer showed."""
    for card in _parts(answer, "cards"):
        for name in ("number", "order_number"):
            if isinstance(card.get(name), str):
                yield str(card[name])


def _tried(answer: dict[str, object]) -> Iterator[str]:
    """Yield what an answer did, as its cards and sources tell it."""
    for card in _parts(answer, "cards"):
        match card.get("kind"):
            case "order":
                yield f"showed order {card.get('number')}"
            case "choices":
                yield "asked which one is meant"
            case kind:
                yield f"showed a {kind}"
    for source in _parts(answer, "sources"):
        yield f"cited “{source.get('title')}”"


def _newest(found: Sequence[str]) -> tuple[str, ...]:
    """Return each of some words once, in the order in which they came last, ten at most."""
    last = {word: place for place, word in enumerate(found)}
    return tuple(sorted(last, key=last.__getitem__)[-_MOST:])


def shortened(text: str, letters: int) -> str:
    """Return a text as one line of so many letters at most."""
    line = " ".join(text.split())
    return line if len(line) <= letters else line[: letters - 1].rstrip() + "…"
