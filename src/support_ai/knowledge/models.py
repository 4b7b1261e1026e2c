"""Articles and passages as the rest of the house sees them."""

from dataclasses import dataclass
from datetime import datetime

from support_ai.core.embedder import Vectors


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of an article under one heading; `score` is the cosine of its meaning and the question's."""

    article_slug: str
    article_title: str
    heading: str
    text: str
    score: float


@dataclass(frozen=True, slots=True)
class Article:
    """One article as it was written, in Markdown."""

    slug: str
    title: str
    body: str
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Piece:
    """A passage before it is stored: heading, text, and the vector of both."""

    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class PreparedArticle:
    """An article with its passages and their vectors [passages, 384], computed before any transaction begins."""

    slug: str
    title: str
    body: str
    pieces: tuple[Piece, ...]
    vectors: Vectors
