"""A child that waits for its parent's end and then ends the embedded server, unless somebody else took it over."""

import sys
from pathlib import Path

from support_ai.core.embedded import EmbeddedPostgres


def main() -> None:
    """Wait until standard input ends, which happens however the parent ends."""
    sys.stdin.buffer.read()
    EmbeddedPostgres(Path(sys.argv[1])).stop_if_abandoned()


if __name__ == "__main__":
    main()
