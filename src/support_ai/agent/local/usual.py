"""What people ask, found by meaning among many wordings of each question: `do i gotta keep the carton` asks for the packaging.

An article and a stranger's question have few words in common; a stranger's question and another stranger's have many. A
phrasebook's text holds the wordings, a file beside it their vectors; where the text is newer than they, they are computed anew.
"""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from support_ai.agent.local.features import plain
from support_ai.agent.local.spelling import corrected
from support_ai.core.embedder import Embedder, Vectors

_HERE = Path(__file__).parent
_NONE = "-"
# Less alike than this is not alike at all.
_FLOOR = 0.45
_STEP = 127


@dataclass(frozen=True, slots=True)
class Phrasebook:
    """Where the wordings of some questions are written, and where their vectors."""

    text: Path
    vectors: Path


# What shops are usually asked, and what is asked about an order in hand.
OF_SHOPS = Phrasebook(_HERE / "words" / "usual.txt", _HERE / "usual.npz")
ON_ORDER = Phrasebook(_HERE / "words" / "on_order.txt", _HERE / "on_order.npz")


@dataclass(frozen=True, slots=True)
class Usual:
    """A question that is usual, how alike it is (0 to 1), by how much more than what is no such question, and words that its answer must have.

    `ahead` is below 0 where a text is rather like what is none of these questions.
    """

    question: str
    likeness: float
    ahead: float
    needs: tuple[str, ...] = ()

    def is_answered_by(self, text: str) -> bool:
        """Tell whether a passage speaks of what is asked: one on gift cards does not speak of gift wrapping."""
        return not self.needs or any(
            re.search(rf"\b{re.escape(one)}", text, re.IGNORECASE) for one in self.needs
        )


@dataclass(frozen=True, slots=True)
class _Written:
    """The wordings, and to which question (by its place) each of them belongs."""

    questions: tuple[tuple[str, tuple[str, ...]], ...]
    wordings: tuple[str, ...]
    belongs: tuple[int, ...]


class UsualQuestions:
    """The questions of a phrasebook, to be looked up by the vector of a text."""

    def __init__(self, written: _Written, vectors: Vectors) -> None:
        """Take what is written and a unit vector for each wording."""
        self._questions = written.questions
        self._vectors = vectors
        # The wordings of a question stand together; those that ask none of them are one question more.
        belongs = written.belongs
        self._starts = [n for n in range(len(belongs)) if n == 0 or belongs[n] != belongs[n - 1]]
        self._places = [belongs[n] for n in self._starts]
        answered = [written.questions[place][0] != _NONE for place in self._places]
        self._answered: NDArray[np.bool_] = np.array(answered, np.bool_)

    @classmethod
    def load(cls, embedder: Embedder, book: Phrasebook = OF_SHOPS) -> "UsualQuestions":
        """Read the wordings and their vectors."""
        written = _read(book)
        if book.vectors.exists():
            with np.load(book.vectors, allow_pickle=False) as stored:
                if str(stored["digest"]) == _digest(book):
                    return cls(written, stored["vectors"].astype(np.float32) / _STEP)
        return cls(written, _embedded(written, embedder))

    def nearest(self, vector: Vectors) -> Usual | None:
        """Return the question that a text is most like; None where it is like none."""
        best = np.maximum.reduceat(self._vectors @ vector, self._starts)
        other = float(best[~self._answered].max(initial=0.0))
        found = int(np.where(self._answered, best, -1.0).argmax())
        likeness, place = float(best[found]), self._places[found]
        question, needs = self._questions[place]
        return Usual(question, likeness, likeness - other, needs) if likeness >= _FLOOR else None


def write_vectors(embedder: Embedder, book: Phrasebook = OF_SHOPS) -> int:
    """Write the vectors of all wordings, in int8; return how many there are."""
    written = _read(book)
    vectors = np.asarray(np.round(_embedded(written, embedder) * _STEP), np.int8)
    np.savez_compressed(book.vectors, digest=np.array(_digest(book)), vectors=vectors)
    return len(written.wordings)


def _embedded(written: _Written, embedder: Embedder) -> Vectors:
    return embedder.embed([corrected(plain(one)) for one in written.wordings])


def _digest(book: Phrasebook) -> str:
    return hashlib.sha256(book.text.read_bytes()).hexdigest()


def _read(book: Phrasebook) -> _Written:
    questions: list[tuple[str, tuple[str, ...]]] = []
    wordings: list[str] = []
    belongs: list[int] = []
    for line in book.text.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("# "):
            continue
        if line.startswith("="):
            question, _, needs = (part.strip() for part in line.removeprefix("=").partition("|"))
            questions.append((question, _words(needs)))
        if not line.startswith("=") or questions[-1][0] != _NONE:
            wordings.append(questions[-1][0] if line.startswith("=") else line)
            belongs.append(len(questions) - 1)
    return _Written(tuple(questions), tuple(wordings), tuple(belongs))


def _words(needs: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in needs.split(",") if one.strip())
