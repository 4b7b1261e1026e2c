"""The SQL of articles and passages."""

from datetime import datetime
from hashlib import sha256

from psycopg.rows import args_row

from support_ai.core.database import Connection
from support_ai.core.embedder import Vectors
from support_ai.knowledge.models import Article, Passage, PreparedArticle

_SEARCH = """
    with asked as (select %(vector)s::vector as vector, (select string_agg(quote_literal(word), ' | ')::tsquery
            from unnest(tsvector_to_array(to_tsvector('english', %(question)s))) as word) as words),
    by_meaning as (
        select passage_id from knowledge_passages order by embedding <#> (select vector from asked) limit %(limit)s
    ),
    by_words as (
        select passage_id from knowledge_passages
        where words @@ (select words from asked)
        order by ts_rank_cd(words, (select words from asked)) desc limit %(limit)s
    )
    select a.slug, a.title, p.heading, p.body, -(p.embedding <#> (select vector from asked)) as score,
           p.passage_id in (select passage_id from by_words) as shares_words,
           ts_rank_cd(p.words, (select words from asked)) as rank
    from knowledge_passages p join knowledge_articles a using (article_id)
    where p.passage_id in (select passage_id from by_meaning union select passage_id from by_words)
    order by score desc
"""


def vector_text(vector: Vectors) -> str:
    """Return a vector as pgvector reads it."""
    return "[" + ",".join(f"{value:.6f}" for value in vector.tolist()) + "]"


async def search(
    conn: Connection, question: str, vector: Vectors, limit: int
) -> tuple[list[Passage], list[Passage]]:
    """Return the nearest passages by meaning, and those that share the words, each best first."""
    cursor = await conn.execute(
        _SEARCH, {"vector": vector_text(vector), "question": question, "limit": limit}
    )
    rows = await cursor.fetchall()
    passages = [Passage(row[0], row[1], row[2], row[3], float(row[4])) for row in rows]
    sharing = sorted(
        ((float(row[6]), index) for index, row in enumerate(rows) if row[5]),
        key=lambda pair: (-pair[0], pair[1]),
    )
    return passages, [passages[index] for _, index in sharing]


async def save(conn: Connection, article: PreparedArticle, now: datetime) -> bool:
    """Store an article and its passages in place of the former version; False where nothing changed."""
    checksum = sha256(f"{article.title}\n{article.body}".encode()).digest()
    cursor = await conn.execute(
        """
        insert into knowledge_articles (slug, title, body, checksum, updated_at) values (%s, %s, %s, %s, %s)
        on conflict (slug) do update set title = excluded.title, body = excluded.body,
            checksum = excluded.checksum, updated_at = excluded.updated_at
        where knowledge_articles.checksum <> excluded.checksum returning article_id
        """,
        (article.slug, article.title, article.body, checksum, now),
    )
    row = await cursor.fetchone()
    if row is None:
        return False
    await conn.execute("delete from knowledge_passages where article_id = %s", row)
    async with conn.cursor() as many:
        await many.executemany(
            """
            insert into knowledge_passages (article_id, ordinal, heading, body, embedding, words)
            values (%s, %s, %s, %s, %s::vector,
                    setweight(to_tsvector('english', %s), 'A') || to_tsvector('english', %s))
            """,
            [
                (
                    row[0],
                    number,
                    piece.heading,
                    piece.text,
                    vector_text(vector),
                    f"{article.title} {piece.heading}",
                    piece.text,
                )
                for number, (piece, vector) in enumerate(zip(article.pieces, article.vectors, strict=True))
            ],
        )
    return True


async def read(conn: Connection, slug: str) -> Article | None:
    """Return one article."""
    async with conn.cursor(row_factory=args_row(Article)) as cursor:
        await cursor.execute(
            "select slug, title, body, updated_at from knowledge_articles where slug = %s", (slug,)
        )
        return await cursor.fetchone()


async def list_articles(conn: Connection, after: str, limit: int) -> list[Article]:
    """Return articles by their slug."""
    async with conn.cursor(row_factory=args_row(Article)) as cursor:
        await cursor.execute(
            "select slug, title, body, updated_at from knowledge_articles where slug > %s order by slug limit %s",
            (after, limit),
        )
        return await cursor.fetchall()
