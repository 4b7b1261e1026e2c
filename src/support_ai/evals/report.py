"""What came out, for people (Markdown) and for programs (JSON)."""

import json
from collections.abc import Sequence
from dataclasses import asdict

from support_ai.evals.playing import Exchange, Played
from support_ai.evals.scoring import Share


def markdown(played: Sequence[Played], counted: Sequence[Share], floor: float) -> str:
    """Return a report that a person can read: the scores, and each failed conversation with what was expected."""
    wrong = [one for one in played if not one.is_right]
    total = counted[-1]
    verdict = "reached" if total.value >= floor else "missed"
    told = (
        f"{total.right} of {total.total} are right: {total.value:.1%} (95 % interval {total.low:.1%} to"
        f" {total.high:.1%}). The floor of {floor:.0%} is {verdict}."
    )
    lines = [
        "# Scripted conversations",
        "",
        told,
        "",
        "| about | right | of | share | 95 % interval |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| {one.about} | {one.right} | {one.total} | {one.value:.1%} | {one.low:.1%} to {one.high:.1%} |"
        for one in counted
    ]
    lines += ["", "## What failed", ""] + ([] if wrong else ["Nothing.", ""])
    for one in wrong:
        lines += _failed(one)
    return "\n".join(lines)


def _failed(played: Played) -> list[str]:
    talk = played.script.talk
    about = f" about {', '.join(talk.about)}" if talk.about else ""
    lines = [f"### {talk.id}", "", f"{played.script.place}, as {talk.who}{about}, {played.seconds:.1f} s", ""]
    for exchange in played.exchanges:
        lines += _exchange(talk.who, exchange)
    lines += [f"* ✗ in the end: {fault}" for fault in played.faults]
    return [*lines, ""]


def _exchange(who: str, exchange: Exchange) -> list[str]:
    came = exchange.came
    lines = [f"> **{who}:** {_quoted(said)}  " for said in exchange.said]
    lines.append(f"> **assistant:** {_quoted(came.reply) or '(silent)'}")
    beside = {
        "cards": ", ".join(came.cards),
        "sources": ", ".join(came.sources),
        "tools": ", ".join(_call(call.tool, call.rule) for call in came.calls),
    }
    told = [f"{name}: {value}" for name, value in beside.items() if value]
    lines += [">", f"> *{'; '.join(told)}*"] if told else []
    lines += ["", *(f"* ✗ {fault}" for fault in exchange.faults)]
    return [*lines, ""] if exchange.faults else lines


def _call(tool: str, rule: str | None) -> str:
    return tool if rule is None else f"{tool} (refused by {rule})"


def _quoted(text: str) -> str:
    return text.replace("\n", "  \n> ")


def as_json(played: Sequence[Played], counted: Sequence[Share]) -> str:
    """Return everything as one JSON document: the shares, and every conversation with what was said and done."""
    talks = [
        {
            "id": one.script.talk.id,
            "place": one.script.place,
            "as": one.script.talk.who,
            "about": list(one.script.talk.about),
            "right": one.is_right,
            "seconds": round(one.seconds, 3),
            "faults": list(one.faults),
            "turns": [asdict(exchange) for exchange in one.exchanges],
        }
        for one in played
    ]
    shares = [asdict(one) | {"share": one.value} for one in counted]
    return json.dumps({"shares": shares, "conversations": talks}, indent=1, ensure_ascii=False) + "\n"
