"""What the program logs while a test runs."""

import io
import logging
from collections.abc import Iterator

import pytest
import structlog

from support_ai.core.logs import configure_logs


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Give what the program logs, and put the process's logging back afterwards."""
    root = logging.getLogger()
    handlers, level, before = root.handlers[:], root.level, structlog.get_config()
    written = io.StringIO()
    configure_logs("debug", written)
    yield written
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.configure(**before)
