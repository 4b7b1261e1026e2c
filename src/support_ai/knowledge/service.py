"""Articles are written, cut and found. Vectors are computed before a transaction begins."""

from datetime import datetime

from support_ai.core.database import Connection
from support_ai.core.embedder import Embedder, Vectors
from support_ai.core.errors import NotFoundError
from support_ai.core.page import Page, decode_cursor, encode_cursor, is_storable, page_of
from support_ai.knowledge import policy, queries
from support_ai.knowledge.models import Article, Passage, PreparedArticle

_CANDIDATES = 12


class ArticleNotFoundError(NotFoundError):
    """There is no article at this address."""

    code = "article_not_found"


def prepare(embedder: Embedder, slug: str, title: str, markdown: str) -> PreparedArticle:
    """Return an article cut into passages, each with the vector of its title, heading and text."""
    pieces = policy.cut(title, markdown)
    vectors = embedder.embed([f"{title}. {piece.heading}. {piece.text}" for piece in pieces])
    return PreparedArticle(slug, title, markdown, pieces, vectors)


async def save(conn: Connection, article: PreparedArticle, now: datetime) -> bool:
    """Store a prepared article in place of its former version; False where nothing changed."""
    return await queries.save(conn, article, now)


async def search(conn: Connection, question: str, vector: Vectors, limit: int = 4) -> tuple[Passage, ...]:
    """Return the passages that answer a question, the best first; none where the shop's articles do not say.

    `vector` is the question's, [384]. Candidates come by meaning and by words; what lies below the floor is left out.
    """
    by_meaning, by_words = await queries.search(conn, question, vector, _CANDIDATES)
    return policy.fuse(by_meaning, by_words, limit)


async def get_article(conn: Connection, slug: str) -> Article:
    """Return one article; ArticleNotFoundError where there is none."""
    article = await queries.read(conn, slug) if is_storable(slug) else None
    if article is None:
        raise ArticleNotFoundError
    return article


async def list_articles(conn: Connection, cursor: str | None, limit: int) -> Page[Article]:
    """Return a page of the articles by their slug."""
    after = str(decode_cursor(cursor, (str,))[0]) if cursor else ""
    rows = await queries.list_articles(conn, after, limit + 1)
    return page_of(rows, limit, lambda article: encode_cursor(article.slug))
