"""The shop's articles over HTTP, for everybody."""

from collections.abc import AsyncGenerator
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel

from support_ai.access.actor import Visitor
from support_ai.core.caller import Public
from support_ai.core.database import Connection, Database
from support_ai.core.page import PageQuery
from support_ai.knowledge import service
from support_ai.knowledge.models import Article

router = APIRouter(tags=["knowledge"], dependencies=[Public])
_NOBODY = Visitor(UUID(int=0))


class ArticleOut(BaseModel):
    """One article in Markdown."""

    slug: str
    title: str
    body: str
    updated_at: datetime


class ArticlePage(BaseModel):
    """A page of articles."""

    items: list[ArticleOut]
    next_cursor: str | None


def _out(article: Article) -> ArticleOut:
    return ArticleOut(
        slug=article.slug, title=article.title, body=article.body, updated_at=article.updated_at
    )


async def look(request: Request) -> AsyncGenerator[Connection]:
    """Open a read-only transaction as the visitor nobody: what is published is the same for everybody."""
    database: Database = request.app.state.database
    async with database.transaction(_NOBODY, read_only=True) as connection:
        yield connection


Look = Annotated[Connection, Depends(look, scope="function")]


@router.get("/knowledge/articles")
async def list_articles(conn: Look, wanted: Annotated[PageQuery, Query()]) -> ArticlePage:
    """List the published articles."""
    page = await service.list_articles(conn, wanted.cursor, wanted.limit)
    return ArticlePage(items=[_out(one) for one in page.items], next_cursor=page.next_cursor)


@router.get("/knowledge/articles/{slug}")
async def read_article(slug: str, conn: Look) -> ArticleOut:
    """Read one published article."""
    return _out(await service.get_article(conn, slug))
