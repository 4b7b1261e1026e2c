"""The page behind the link of a mail, on which somebody rates one conversation: without signing in, and without scripts."""

from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from pydantic import ValidationError

from support_ai.channels.web.after_schemas import RatingIn
from support_ai.channels.web.looks import looks_of
from support_ai.channels.web.page import page
from support_ai.channels.web.rating_link import LinkEndedError, holder
from support_ai.conversations import rating
from support_ai.conversations.rating import MAX_COMMENT, Way
from support_ai.core.caller import Public
from support_ai.core.database import Database
from support_ai.core.errors import AppError, NotFoundError
from support_ai.core.http import of_validation
from support_ai.identity.service import Identity

router = APIRouter(prefix="/support", tags=["chat"])
_SCORES = (
    (1, "very dissatisfied"),
    (2, "dissatisfied"),
    (3, "neutral"),
    (4, "satisfied"),
    (5, "very satisfied"),
)
_WRITTEN = [str(number) for number, _ in _SCORES]
_FIELDS = {
    "score": {"type": "string", "enum": _WRITTEN},
    "comment": {"type": "string", "maxLength": MAX_COMMENT, "pattern": r"^[^\u0000]*$"},
}
_FORM = {
    "required": True,
    "content": {
        "application/x-www-form-urlencoded": {
            "schema": {"type": "object", "properties": _FIELDS, "required": ["score"]}
        }
    },
}
_PAGE: dict[str, Any] = {"description": "A page.", "content": {"text/html": {"schema": {"type": "string"}}}}
_ANSWERS: dict[int | str, dict[str, Any]] = {
    HTTPStatus.OK: _PAGE,
    HTTPStatus.NOT_FOUND: _PAGE | {"description": "The link is not valid, or not any more."},
    HTTPStatus.CONFLICT: _PAGE | {"description": "The rating stands."},
    HTTPStatus.UNPROCESSABLE_ENTITY: _PAGE
    | {"description": "What was sent is not valid; the page says what."},
}


@router.get("/rating/{token}", dependencies=[Public], responses=_ANSWERS, response_class=HTMLResponse)
async def show_rating(token: str, request: Request) -> Response:
    """Show the page; nothing is stored by looking at it."""
    return await _show(request, token)


@router.post(
    "/rating/{token}",
    dependencies=[Public],
    responses=_ANSWERS,
    response_class=HTMLResponse,
    openapi_extra={"requestBody": _FORM},
)
async def send_rating(token: str, request: Request) -> Response:
    """Store what the page sent, and show it again; sent again it takes the place of what was sent before."""
    sent = await request.form()
    score, comment = str(sent.get("score", "")), str(sent.get("comment", ""))
    try:
        person, conversation_id = holder(_identity(request).ring, token)
        # Browsers send line ends as two letters and count them as one.
        said = comment.replace("\r\n", "\n")
        given = RatingIn.model_validate({"score": int(score) if score in _WRITTEN else None, "comment": said})
        async with _database(request).transaction(person) as conn:
            await rating.rate(conn, person, conversation_id, given.score, given.said, way=Way.LINK)
    except ValidationError as error:
        return await _show(request, token, of_validation(error.errors()), comment)
    except AppError as error:
        return await _show(request, token, error, comment)
    return await _show(request, token)


async def _show(request: Request, token: str, error: AppError | None = None, comment: str = "") -> Response:
    score = None
    try:
        person, conversation_id = holder(_identity(request).ring, token)
        async with _database(request).transaction(person, read_only=True) as conn:
            found = await rating.rating_of(conn, conversation_id)
            score = None if found is None else found.score
    except NotFoundError:
        error = LinkEndedError()
    is_open = not isinstance(error, NotFoundError)
    values = {
        "looks": await looks_of(_database(request)),
        "error": error and error.message,
        "score": score,
        "is_open": is_open,
        "comment": comment,
        "max_comment": MAX_COMMENT,
        "scores": _SCORES,
    }
    status = HTTPStatus.OK if error is None else error.status
    return page("rating.html", values, status, hides_address=True)


def _identity(request: Request) -> Identity:
    return request.app.state.identity


def _database(request: Request) -> Database:
    return request.app.state.database
