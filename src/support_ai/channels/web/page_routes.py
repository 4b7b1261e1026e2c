"""Pages for people: the chat by itself, and a shop to try it in. Where no script runs the chat is a form."""

from http import HTTPStatus
from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BaseModel, ConfigDict, Field

from support_ai.access.actor import Visitor, describe
from support_ai.catalog import service as catalog
from support_ai.catalog.models import Product
from support_ai.channels.web.form import read_thread, say
from support_ai.channels.web.looks import NOBODY, looks_of, read_looks
from support_ai.channels.web.page import page
from support_ai.channels.web.schemas import MAX_MESSAGE
from support_ai.channels.web.visitor_cookie import PATH, Browser
from support_ai.config import Settings
from support_ai.conversations.file_content import MEDIA_TYPES
from support_ai.conversations.files import MOST_OF_A_MESSAGE
from support_ai.core.bodies import MOST_FILE_BYTES
from support_ai.core.caller import Public
from support_ai.core.counting import caller_key, count_message
from support_ai.core.database import Database
from support_ai.core.errors import AppError, NotFoundError
from support_ai.core.money import format_money
from support_ai.identity.cookies import RefreshCookie, same_site
from support_ai.shop.looking import Looking

router = APIRouter(tags=["web"], dependencies=[Public])
_SHELF = 24
Identifier = Annotated[str, Field(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9-]+$")]


# What was wrong stands on the page; what no form of ours sends is answered as everywhere.
_REFUSED: dict[str, Any] = {
    "description": "The page with what was wrong, or a problem.",
    "content": {
        "text/html": {"schema": {"type": "string"}},
        "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}},
    },
}


class NoDemoError(NotFoundError):
    """The demonstration shop stands in local mode only."""

    code = "no_demo"


class UploadBounds(BaseModel):
    """Which files may be attached; what arrives is looked at once more."""

    max_bytes: int = MOST_FILE_BYTES
    max_files: int = MOST_OF_A_MESSAGE
    media_types: tuple[str, ...] = MEDIA_TYPES


class SupportSettings(BaseModel):
    """What a chat window needs to know of the shop; what is null there is not."""

    shop: str
    assistant: str
    greeting: str
    languages: list[str]
    colour: str | None
    logo_url: str | None
    privacy_url: str | None
    upload: UploadBounds = UploadBounds()
    sign_in: dict[str, bool] = Field(default_factory=lambda: dict.fromkeys(("password", "code"), True))


class Written(BaseModel):
    """What the form sends; `message_id` makes a form that is sent twice one message."""

    model_config = ConfigDict(extra="forbid")

    message: Annotated[str, Field(max_length=MAX_MESSAGE, pattern=r"^[^\u0000]*$")] = ""
    message_id: Identifier
    person: Annotated[str, Field(max_length=10)] = ""


@router.get("/support/settings")
async def support_settings(conn: Looking) -> SupportSettings:
    """Return how the shop's chat presents itself."""
    return SupportSettings.model_validate(await read_looks(conn), from_attributes=True)


@router.get(PATH, response_class=HTMLResponse)
async def support(request: Request, browser: Browser) -> Response:
    """Return the chat as a page of its own."""
    return await _page(request, await browser.visitor())


@router.post(
    PATH,
    response_class=HTMLResponse,
    dependencies=[Depends(same_site)],
    responses={"4XX": _REFUSED, HTTPStatus.UNPROCESSABLE_ENTITY: _REFUSED},
)
async def send(sent: Annotated[Written, Form()], request: Request, browser: Browser) -> Response:
    """Take a message that was written without scripts, and lead to the thread with its answer."""
    visitor = await browser.visitor()
    try:
        await count_message(
            request.app.state, caller_key(request.scope) if visitor is None else describe(visitor)
        )
        visitor = visitor or browser.new_visitor()
        reply = await say(
            request.app.state.database,
            request.app.state.inbox,
            visitor,
            sent.message,
            sent.message_id,
            to_person=bool(sent.person),
        )
    except AppError as error:
        return await _page(request, visitor, error=error.message, written=sent.message, status=error.status)
    if reply.signed_in is not None:
        # What a code opened is shown once, and never in the visitor's thread.
        answer = await _page(request, None, answer=reply.text or "")
        RefreshCookie(request, answer).give(reply.signed_in)
        return answer
    onward = RedirectResponse(f"{PATH}#newest", HTTPStatus.SEE_OTHER)
    browser.keep(onward)
    return onward


async def _page(
    request: Request,
    visitor: Visitor | None,
    *,
    answer: str = "",
    error: str = "",
    written: str = "",
    status: int = HTTPStatus.OK,
) -> Response:
    database: Database = request.app.state.database
    thread = None if visitor is None else await read_thread(database, visitor)
    values = {
        "looks": await looks_of(database),
        "thread": thread,
        "answer": answer,
        "error": error,
        "written": written,
        "message_id": uuid4(),
        "most_letters": MAX_MESSAGE,
    }
    return page("support.html", values, status)


@router.get("/demo", response_class=HTMLResponse)
async def demo(request: Request) -> Response:
    """Return a page as a shop would have it, with the chat in its corner; NoDemoError beside local mode."""
    settings: Settings = request.app.state.settings
    if not settings.local_mode:
        raise NoDemoError
    async with request.app.state.database.transaction(NOBODY, read_only=True) as conn:
        products = await catalog.list_products(conn, limit=_SHELF)
        return page(
            "demo.html",
            {
                "looks": await read_looks(conn),
                "products": [_on_the_shelf(one) for one in products.items if one.variants],
            },
        )


def _on_the_shelf(product: Product) -> tuple[str, str]:
    """Return a product's name and its lowest price in words."""
    cheapest = min(product.variants, key=lambda variant: variant.price_minor)
    return product.name, format_money(cheapest.price_minor, cheapest.currency)
