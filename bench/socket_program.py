"""`python -m bench.socket_program IMPLEMENTATION`: the demo shop as `support-ai demo` serves it, with other sockets."""

import sys

import uvicorn

from support_ai.cli import main, running
from support_ai.core.connections import BoundedConnection, Bounds

_usual = running.server_config


def _other(implementation: str) -> None:
    # Sockets that are not ours count as connections.
    BoundedConnection.bounds = Bounds(connections=10_000)

    def config(*settings: object, **named: object) -> uvicorn.Config:
        found = _usual(*settings, **named)  # pyright: ignore[reportArgumentType] - what the program gives
        found.ws = implementation
        return found

    running.server_config = config


if __name__ == "__main__":
    _other(sys.argv[1])
    sys.argv = ["support-ai", "demo"]
    main()
