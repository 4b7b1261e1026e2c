"""How many files and sockets this process may open, and how many connections fit into that."""

import resource
from dataclasses import replace

from support_ai.core.connections import Bounds

# The database's connections, logs, clients, and what is loaded.
_OTHERS = 256


def raise_open_files(wanted: Bounds) -> Bounds:
    """Let this process open as many files as the bounds want, and return the bounds that fit into what it may.

    Whoever comes beyond them is refused with an answer; a process without a free file could answer nobody.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = wanted.connections + wanted.sockets + _OTHERS
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    return fitting(wanted, most)


def fitting(wanted: Bounds, files: int) -> Bounds:
    """Return bounds that fit into so many open files: requests first, half of what there is at least goes to sockets."""
    room = max(files - _OTHERS, files // 2)
    connections = min(wanted.connections, room // 2)
    return replace(wanted, connections=connections, sockets=min(wanted.sockets, room - connections))
