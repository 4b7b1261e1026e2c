"""Options as files and tables write them: `key=value;key=value`, a backslash before `;`, `=` and a backslash."""

_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", "=": "\\="})


class OptionsError(ValueError):
    """The options are not `key=value;key=value`."""


def write_options(options: tuple[tuple[str, str], ...]) -> str:
    """Return the options as one line of text."""
    return ";".join(f"{key.translate(_ESCAPED)}={value.translate(_ESCAPED)}" for key, value in options)


def read_options(text: str) -> tuple[tuple[str, str], ...]:
    """Return the options in the order of the text, without spaces around keys and values.

    OptionsError where a key lacks, repeats, or an escape is open.
    """
    if not text:
        return ()
    pairs: list[tuple[str, str]] = []
    for part in _split(text, ";"):
        key, *value = (_plain(piece).strip() for piece in _split(part, "="))
        if len(value) != 1 or not key:
            raise OptionsError(f"{_plain(part)[:40]!r} is not key=value")
        pairs.append((key, value[0]))
    if len({key for key, _ in pairs}) != len(pairs):
        raise OptionsError("a key stands there twice")
    return tuple(pairs)


def _split(text: str, mark: str) -> list[str]:
    """Split at marks that no backslash stands before; escapes are kept."""
    if "\\" not in text:
        return text.split(mark)
    parts, begun, position = [""], 0, 0
    while position < len(text):
        if text[position] == "\\":
            if position + 1 == len(text):
                raise OptionsError("a backslash stands at the end")
            position += 1
        elif text[position] == mark:
            parts[-1] = text[begun:position]
            parts.append("")
            begun = position + 1
        position += 1
    parts[-1] = text[begun:]
    return parts


def _plain(text: str) -> str:
    """Take one backslash away from before each escaped letter."""
    if "\\" not in text:
        return text
    letters = iter(text)
    return "".join(next(letters, "") if letter == "\\" else letter for letter in letters)
