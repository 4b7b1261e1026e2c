"""Structured logs: one line of JSON an event, UTC, with the request's id, and no personal data by design.

Events are named with ids and codes; nothing that people wrote is ever an argument of a log call.
"""

import logging
import re
import sys
from contextvars import ContextVar
from typing import Any, TextIO

import psycopg
import structlog
from structlog.typing import EventDict, ExcInfo, WrappedLogger

# Behind it stands what opens something by itself.
RATING_PATH = "/support/rating/"
_TOKEN = re.compile(rf"({RATING_PATH})[^\s\"'?]+")
# Nothing in a socket's address opens anything; somebody may put a token there all the same.
_SOCKET_PATH = "/ws/chat?"
_QUERY = re.compile(r"(/ws/chat\?)[^\s\"']+")
# At the lowest level they log whole heads and frames: tickets, and what people write.
_WIRE = ("uvicorn.error", "websockets", "httpcore")
_request_id: ContextVar[str] = ContextVar("request_id", default="-")


def request_id() -> str:
    """Return the id of the request that runs now, `-` outside of one."""
    return _request_id.get()


def set_request_id(value: str) -> None:
    """Name the request that runs from here on in this task."""
    _request_id.set(value)


class _Traceback(structlog.tracebacks.ExceptionDictTransformer):
    """Tells where an exception came from: files, lines, kinds. What it says may hold what people wrote."""

    def __call__(self, exc_info: ExcInfo) -> list[dict[str, Any]]:
        """Return the stacks without the exceptions' own words; PostgreSQL's errors keep their code."""
        stacks = super().__call__(exc_info)
        for stack in stacks:
            for words in ("exc_value", "exc_notes", "syntax_error"):
                stack.pop(words, None)
        if isinstance(exc_info[1], psycopg.Error):
            stacks[0]["sqlstate"] = exc_info[1].sqlstate
        return stacks


def _add_request_id(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    event["request_id"] = request_id()
    return event


def _mask_tokens(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Put the tokens of addresses out of sight, whoever logs one: a server's log of requests would."""
    for name, value in event.items():
        if isinstance(value, str) and RATING_PATH in value:
            event[name] = _TOKEN.sub(r"\1…", value)
        if isinstance(value, str) and _SOCKET_PATH in value:
            event[name] = _QUERY.sub(r"\1…", value)
    return event


def _shorten_asyncio(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Keep of asyncio's events their first line: below it stand tasks, with the words of what ended them."""
    record: logging.LogRecord | None = event.get("_record")
    if record is not None and record.name == "asyncio":
        event["event"] = str(event["event"]).partition("\n")[0]
    return event


def configure_logs(level: str, stream: TextIO | None = None) -> None:
    """Send every log of the process, libraries' too, as JSON lines to standard error."""
    output = stream or sys.stderr
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _add_request_id,
        structlog.processors.ExceptionRenderer(_Traceback(show_locals=False, max_frames=30)),
        _mask_tokens,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(output)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
            foreign_pre_chain=[_shorten_asyncio, *shared],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for noisy in ("httpx", "psycopg.pool", "procrastinate", "uvicorn.access"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    for wire in _WIRE:
        logging.getLogger(wire).setLevel(max(root.level, logging.INFO))
