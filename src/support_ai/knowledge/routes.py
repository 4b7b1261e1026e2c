"""The shop's articles over HTTP, for everybody."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel

from support_ai.access.actor import Reason, System
from support_ai.core.caller import Public
from support_ai.core.database import Database
from support_ai.core.page import PageQuery
from support_ai.knowledge import service
from support_ai.knowledge.models import Article

router = APIRouter(tags=["knowledge"], dependencies=[Public])


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


@router.get("/knowledge/articles")
async def list_articles(request: Request, wanted: Annotated[PageQuery, Query()]) -> ArticlePage:
    """List the published articles."""
    database: Database = request.app.state.database
    async with database.transaction(System(Reason.START), read_only=True) as conn:
        page = await service.list_articles(conn, wanted.cursor, wanted.limit)
    return ArticlePage(items=[_out(one) for one in page.items], next_cursor=page.next_cursor)


@router.get("/knowledge/articles/{slug}")
async def read_article(slug: str, request: Request) -> ArticleOut:
    """Read one published article."""
    database: Database = request.app.state.database
    async with database.transaction(System(Reason.START), read_only=True) as conn:
        return _out(await service.get_article(conn, slug))
