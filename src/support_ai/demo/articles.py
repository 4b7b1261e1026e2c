"""The demo shop's own words, from the Markdown files beside this module."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_DIRECTORY = Path(__file__).parent / "knowledge"


@dataclass(frozen=True, slots=True)
class Text:
    """One article before it is cut."""

    slug: str
    title: str
    markdown: str


def read_articles(directory: Path = _DIRECTORY) -> Iterator[Text]:
    """Yield every article; its first line is its title."""
    for path in sorted(directory.glob("*.md")):
        first, _, rest = path.read_text(encoding="utf-8").partition("\n")
        yield Text(path.stem, first.removeprefix("# ").strip(), rest.strip())
