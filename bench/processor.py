"""Processor time of process trees, as Linux counts it in `/proc`."""

import os
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def processor_seconds(root: int) -> float:
    """Return what a process, its descendants and those of them that ended have used, user and system time."""
    parents: dict[int, int] = {}
    ticks: dict[int, int] = {}
    for place in Path("/proc").iterdir():
        if not place.name.isdigit():
            continue
        try:
            # The name in brackets may hold anything: proc_pid_stat(5), fields 4 and 14 to 17 count from its end.
            fields = (place / "stat").read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        parents[int(place.name)] = int(fields[1])
        ticks[int(place.name)] = sum(int(field) for field in fields[11:15])
    return sum(used for process, used in ticks.items() if _descends(process, root, parents)) / _TICKS


def _descends(process: int, root: int, parents: dict[int, int]) -> bool:
    while process not in (root, 0):
        process = parents.get(process, 0)
    return process == root
