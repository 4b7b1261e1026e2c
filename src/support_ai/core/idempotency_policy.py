"""What becomes of a request by what is known of its Idempotency-Key."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from http import HTTPStatus
from uuid import UUID

from support_ai.core.errors import ConflictError, InvalidError

HEADER = "Idempotency-Key"
MAX_LENGTH = 255
PATTERN = rf"^[!-~]{{1,{MAX_LENGTH}}}$"
# Counted from the answer.
KEPT = timedelta(hours=24)
# Longer than any request takes; one that takes longer still can commit nothing more, see `Database.transaction`.
LEASE = timedelta(seconds=60)
MAX_ANSWER_BYTES = 256 * 1024
_KEY = re.compile(PATTERN.encode())


class KeyInvalidError(InvalidError):
    """The Idempotency-Key must be one header of 1 to 255 visible ASCII characters without blanks, such as a UUID."""

    code = "idempotency_key_invalid"


class KeyReusedError(InvalidError):
    """This Idempotency-Key came with another request before: use a new key for a new request."""

    code = "idempotency_key_reused"


class InProgressError(ConflictError):
    """The first request with this Idempotency-Key is still being worked on: try again in a moment."""

    code = "idempotency_in_progress"
    retry_after = 1


class AnswerNotKeptError(ConflictError):
    """The request with this Idempotency-Key was done once, and is not done again; its answer is not kept: look up what it changed."""

    code = "idempotency_answer_not_kept"


@dataclass(frozen=True, slots=True)
class Stored:
    """What is known of a key; `answer` is sealed, None while the request runs, empty where it is not kept."""

    request_digest: bytes
    holder: UUID
    lease_until: datetime
    has_acted: bool
    answer: bytes | None


class Step(Enum):
    """What to do with a request whose key is known."""

    REPLAY = "replay"
    TAKE_OVER = "take_over"


def read_key(values: Sequence[bytes]) -> str:
    """Return the key that the headers of one request carry; KeyInvalidError where that is not exactly one good one."""
    if len(values) != 1 or _KEY.fullmatch(values[0]) is None:
        raise KeyInvalidError(field=HEADER)
    return values[0].decode("ascii")


def decide(stored: Stored, request_digest: bytes, now: datetime) -> Step:
    """Return what to do with a request whose key came before.

    Raises KeyReusedError for another request, InProgressError while the first one runs, AnswerNotKeptError where that
    one did something and nobody knows its answer.
    """
    if stored.request_digest != request_digest:
        raise KeyReusedError(field=HEADER)
    if stored.answer:
        return Step.REPLAY
    if stored.answer is None and now < stored.lease_until:
        raise InProgressError
    if stored.answer is not None or stored.has_acted:
        raise AnswerNotKeptError
    return Step.TAKE_OVER


def is_success(status: int) -> bool:
    """Tell whether an answer is kept even where nothing was committed: the request was done, there was nothing to do."""
    return status < HTTPStatus.BAD_REQUEST
