"""What shops are usually asked, found by meaning among many wordings of each question: `do i gotta keep the carton` asks for the packaging.

An article and a stranger's question have few words in common; a stranger's question and another stranger's have many.
`words/usual.txt` holds them, `usual.npz` their vectors; where the text is newer than the vectors, they are computed anew.
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

VECTORS = Path(__file__).parent / "usual.npz"
_TEXT = Path(__file__).parent / "words" / "usual.txt"
_NONE = "-"
# Less alike than this is not alike at all.
_FLOOR = 0.45
_STEP = 127


@dataclass(frozen=True, slots=True)
class Usual:
    """A question that is usual, how alike it is (0 to 1), by how much more than what no article answers, and words that its answer must have.

    `ahead` is below 0 where a text is rather like what no article answers.
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
    """The usual questions, to be looked up by the vector of a text."""

    def __init__(self, written: _Written, vectors: Vectors) -> None:
        """Take what is written and a unit vector for each wording."""
        self._questions = written.questions
        self._vectors = vectors
        # The wordings of a question stand together; those of no article are one question more.
        belongs = written.belongs
        self._starts = [n for n in range(len(belongs)) if n == 0 or belongs[n] != belongs[n - 1]]
        self._places = [belongs[n] for n in self._starts]
        answered = [written.questions[place][0] != _NONE for place in self._places]
        self._answered: NDArray[np.bool_] = np.array(answered, np.bool_)

    @classmethod
    def load(cls, embedder: Embedder, path: Path = VECTORS) -> "UsualQuestions":
        """Read the wordings and their vectors."""
        written = _read()
        if path.exists():
            with np.load(path, allow_pickle=False) as stored:
                if str(stored["digest"]) == _digest():
                    return cls(written, stored["vectors"].astype(np.float32) / _STEP)
        return cls(written, _embedded(written, embedder))

    def nearest(self, vector: Vectors) -> Usual | None:
        """Return the usual question that a text is most like; None where it is like none."""
        best = np.maximum.reduceat(self._vectors @ vector, self._starts)
        other = float(best[~self._answered].max(initial=0.0))
        found = int(np.where(self._answered, best, -1.0).argmax())
        likeness, place = float(best[found]), self._places[found]
        question, needs = self._questions[place]
        return Usual(question, likeness, likeness - other, needs) if likeness >= _FLOOR else None


def write_vectors(embedder: Embedder, path: Path = VECTORS) -> int:
    """Write the vectors of all wordings, in int8; return how many there are."""
    written = _read()
    vectors = np.asarray(np.round(_embedded(written, embedder) * _STEP), np.int8)
    np.savez_compressed(path, digest=np.array(_digest()), vectors=vectors)
    return len(written.wordings)


def _embedded(written: _Written, embedder: Embedder) -> Vectors:
    return embedder.embed([corrected(plain(one)) for one in written.wordings])


def _digest() -> str:
    return hashlib.sha256(_TEXT.read_bytes()).hexdigest()


def _read() -> _Written:
    questions: list[tuple[str, tuple[str, ...]]] = []
    wordings: list[str] = []
    belongs: list[int] = []
    for line in _TEXT.read_text(encoding="utf-8").splitlines():
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
