"""One event is one line of JSON, in UTC, and no line holds what people wrote."""

import asyncio
import gc
import io
import json
import logging
from collections.abc import Iterator

import psycopg
import pytest
import structlog

from support_ai.core.logs import configure_logs, set_request_id

CANARY = "canary@example.com"


@pytest.fixture
def output() -> Iterator[io.StringIO]:
    """Give what is logged, and put the process's logging back afterwards."""
    root = logging.getLogger()
    handlers, level, before = root.handlers[:], root.level, structlog.get_config()
    written = io.StringIO()
    configure_logs("info", written)
    yield written
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.configure(**before)


def _lines(output: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in output.getvalue().splitlines()]


def test_K5_an_event_is_one_line_whatever_is_in_it(output: io.StringIO) -> None:
    set_request_id("request-1")
    structlog.get_logger("test").warning("order.read", order="ORD-1\r\n\x1b[31mforged")
    (line,) = _lines(output)
    assert (line["event"], line["request_id"], line["level"]) == ("order.read", "request-1", "warning")
    assert str(line["timestamp"]).endswith("Z")
    assert "\x1b" not in output.getvalue()


@pytest.mark.parametrize("library", [False, True])
def test_K5_a_traceback_tells_the_place_and_nothing_that_people_wrote(
    output: io.StringIO, *, library: bool
) -> None:
    logger = logging.getLogger("some.library") if library else structlog.get_logger("test")
    words = f"Key (email)=({CANARY}) exists"
    try:
        typed = words
        raise psycopg.errors.UniqueViolation(typed)
    except psycopg.Error:
        logger.exception("failed")
    (line,) = _lines(output)
    assert CANARY not in output.getvalue()
    assert "test_logs.py" in output.getvalue()
    assert "UniqueViolation" in json.dumps(line["exception"])


def test_K5_a_task_that_nobody_waited_for_says_nothing_of_what_people_wrote(output: io.StringIO) -> None:
    async def fail() -> None:
        raise ValueError(CANARY)

    async def forget() -> None:
        await asyncio.wait([asyncio.create_task(fail())])
        gc.collect()

    asyncio.run(forget())
    (line,) = _lines(output)
    assert line["event"] == "Task exception was never retrieved"
    assert "ValueError" in json.dumps(line["exception"])
    assert CANARY not in output.getvalue()
