"""Pure decisions: how an article is cut, and which passages answer a question well enough to be said."""

import re

from support_ai.knowledge.models import Passage, Piece

_HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$")
_LONG = 900
# Below this cosine a passage is about something else; a shared rare word lowers the bar, never to nothing.
FLOOR = 0.36
FLOOR_WITH_WORDS = 0.30
_FUSION = 60


def cut(title: str, markdown: str) -> tuple[Piece, ...]:
    """Return the passages of an article: one for each heading, long ones cut between paragraphs."""
    pieces: list[Piece] = []
    heading, paragraphs = title, list[str]()

    def close() -> None:
        text = ""
        for paragraph in paragraphs:
            if text and len(text) + len(paragraph) > _LONG:
                pieces.append(Piece(heading, text))
                text = ""
            text = f"{text}\n\n{paragraph}".strip()
        if text:
            pieces.append(Piece(heading, text))
        paragraphs.clear()

    for block in re.split(r"\n\s*\n", markdown.strip()):
        first, _, rest = block.partition("\n")
        match = _HEADING.match(first)
        if match is None:
            paragraphs.append(block.strip())
            continue
        close()
        heading = match[1]
        if rest.strip():
            paragraphs.append(rest.strip())
    close()
    return tuple(pieces)


def fuse(by_meaning: list[Passage], by_words: list[Passage], limit: int) -> tuple[Passage, ...]:
    """Return the best passages of both lists by reciprocal rank, without those that are about something else."""
    worth: dict[tuple[str, str, str], float] = {}
    known: dict[tuple[str, str, str], Passage] = {}
    shared = {(one.article_slug, one.heading, one.text) for one in by_words}
    for ranked in (by_meaning, by_words):
        for rank, passage in enumerate(ranked):
            key = (passage.article_slug, passage.heading, passage.text)
            worth[key] = worth.get(key, 0) + 1 / (_FUSION + rank)
            known[key] = passage
    best = sorted(worth, key=lambda key: (-worth[key] - known[key].score / 20, key))
    return tuple(
        known[key] for key in best if known[key].score >= (FLOOR_WITH_WORDS if key in shared else FLOOR)
    )[:limit]
