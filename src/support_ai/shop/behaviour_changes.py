"""What differs between two settings of the assistant, in words that managers read and the audit log keeps."""

from collections.abc import Mapping, Sequence

from support_ai.shop.behaviour import Behaviour, ForbiddenTopic, VerbatimAnswer

_LONGEST = 300
_Entries = Sequence[ForbiddenTopic | VerbatimAnswer]


def differences(before: Behaviour, after: Behaviour) -> Mapping[str, str]:
    """Return each setting that differs with what became of it; nothing where both are the same.

    Of lists it is told which entries came, went or changed, by their names: their texts stand in the versions.
    """
    told = {
        "name": _value(before.name, after.name),
        "tone": _value(before.tone, after.tone),
        "greeting": _value(before.greeting, after.greeting),
        "languages": _list(before.languages, after.languages),
        "tools": "; ".join(
            f"{tool}: {setting}" for tool, setting in after.tools.items() if before.tools[tool] != setting
        ),
        "forbidden_topics": _entries(before.forbidden_topics, after.forbidden_topics),
        "verbatim_answers": _entries(before.verbatim_answers, after.verbatim_answers),
        "unknown": _value(before.unknown, after.unknown),
        **_rules(before, after),
    }
    return {name: words[:_LONGEST] for name, words in told.items() if words}


def _rules(before: Behaviour, after: Behaviour) -> Mapping[str, str]:
    mine, theirs = before.hand_over, after.hand_over
    return {
        "hand_over.after_misunderstood": _value(mine.after_misunderstood, theirs.after_misunderstood),
        "hand_over.after_blocked": _value(mine.after_blocked, theirs.after_blocked),
        "hand_over.phrases": _list(mine.phrases, theirs.phrases),
        "hand_over.order_total_above": _value(mine.order_total_above, theirs.order_total_above),
        "hand_over.when_frustrated": _value(mine.when_frustrated, theirs.when_frustrated),
        "hand_over.outside_hours": _value(mine.outside_hours, theirs.outside_hours),
    }


def _value(before: object, after: object) -> str:
    return "" if before == after else _written(after)


def _written(value: object) -> str:
    """Write a value as JSON does where it has no words of its own."""
    match value:
        case None:
            return "never"
        case bool():
            return "yes" if value else "no"
        case _:
            return str(value)


def _list(before: Sequence[str], after: Sequence[str]) -> str:
    return _moved(dict.fromkeys(before), dict.fromkeys(after)) or (
        "" if before == after else "in another order"
    )


def _entries(before: _Entries, after: _Entries) -> str:
    mine, theirs = {one.name: one for one in before}, {one.name: one for one in after}
    return _moved(mine, theirs) or ("" if before == after else "in another order")


def _moved(before: Mapping[str, object], after: Mapping[str, object]) -> str:
    """Say which names came, went, or stand for something else now."""
    groups = {
        "added": [name for name in after if name not in before],
        "removed": [name for name in before if name not in after],
        "changed": [name for name in after if name in before and before[name] != after[name]],
    }
    return "; ".join(f"{word} {', '.join(names)}" for word, names in groups.items() if names)
