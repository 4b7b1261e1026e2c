import pytest

from support_ai.core.connections import Bounds
from support_ai.core.open_files import fitting


@pytest.mark.parametrize(
    ("files", "connections", "sockets"),
    [(1_000_000, 1000, 10_000), (11_256, 1000, 10_000), (1024, 384, 384), (4096, 1000, 2840), (256, 64, 64)],
)
def test_connections_and_sockets_fit_into_the_files_that_a_process_may_open(
    files: int, connections: int, sockets: int
) -> None:
    bounds = fitting(Bounds(), files)
    assert (bounds.connections, bounds.sockets) == (connections, sockets)
    assert bounds.head_seconds == Bounds().head_seconds
