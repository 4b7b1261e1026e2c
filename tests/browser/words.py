"""What the window's buttons and fields are called, read from the product's own language files."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

_SOURCE = Path(__file__).parents[2] / "web" / "widget" / "src"
_PAIR = re.compile(r'^ {2}(\w+): "(.*)",$', re.MULTILINE)


@cache
def words_of(language: str) -> Mapping[str, str]:
    """Return every word of a language by its key."""
    files = ["app/languages/en.ts", "more/en.ts"] if language == "en" else [f"app/languages/{language}.ts"]
    return {key: text for one in files for key, text in _PAIR.findall((_SOURCE / one).read_text("utf-8"))}
