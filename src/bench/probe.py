"""What a measurement costs and how far the projections lag: CPU and memory from /proc, the lag from the database."""
from __future__ import annotations

import os
import threading
import time
from pathlib import Path
from typing import Any

from common import Problem
from postgres import Connection, Target

INTERVAL_SECONDS = 0.2
STALLED_SECONDS = 60
LOOPBACK = ("127.0.0.1", "::1", "localhost")
PROC = Path("/proc")

# Of the slowest projection: how many events it has not seen, and since when the oldest of them is there.
LAG = """
select h.position - c.position, extract(epoch from clock_timestamp() - e.recorded_at) * 1000
from (select coalesce(min(position), 0) as position from subscriptions where live) c
cross join (select coalesce(max(position), 0) as position from events) h
left join events e on e.position = c.position + 1"""


class Probe:
    """Looks at the service and its PostgreSQL a few times a second while something else loads them."""

    def __init__(self, service_pid: int, target: Target) -> None:
        self._service = service_pid
        self._connection = Connection(target)
        self._postmaster = _postmaster(self._connection, target)
        self._stopping = threading.Event()
        self._failure: Problem | None = None

    def __enter__(self) -> Probe:
        self._begun = time.monotonic()
        self._cpu = self._cpu_seconds()
        self._lag_ms, self._lag_events = 0.0, 0
        self._rss: list[tuple[float, float]] = []
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        self._thread.join()
        self._connection.close()

    def finish(self, ok: int) -> dict[str, Any]:
        """The figures of a load that has just ended, with that many successful requests."""
        ended = time.monotonic()
        cpu = self._cpu_seconds()
        self._stopping.set()
        self._thread.join()
        if self._failure:
            raise self._failure
        lag = self._lag_ms, self._lag_events
        self._await_projections()
        return {
            "lag_ms": lag[0],
            "lag_events": lag[1],
            "caught_up_ms": (time.monotonic() - ended) * 1000,
            "service_cpu_s_per_10k": _per_10k(self._cpu[0], cpu[0], ok),
            "postgres_cpu_s_per_10k": _per_10k(self._cpu[1], cpu[1], ok),
            "rss_mb": max((rss for _, rss in self._rss), default=None),
            "rss_series": self._rss,
        }

    def _await_projections(self) -> None:
        least: int | None = None
        deadline = 0.0
        while (behind := self._look()) > 0:
            if least is None or behind < least:
                least, deadline = behind, time.monotonic() + STALLED_SECONDS
            elif time.monotonic() > deadline:
                raise Problem(f"a projection is {behind:,} events behind and does not advance: see service.log")
            time.sleep(0.01)

    def _watch(self) -> None:
        try:
            while not self._stopping.wait(INTERVAL_SECONDS):
                self._look()
                rss = rss_mb(self._service)
                if rss is not None:
                    self._rss.append((time.monotonic() - self._begun, rss))
        except Problem as e:
            self._failure = e

    def _look(self) -> int:
        events, oldest = self._connection.rows(LAG)[0]
        self._lag_events = max(self._lag_events, int(events or 0))
        self._lag_ms = max(self._lag_ms, float(oldest or 0))
        return int(events or 0)

    def _cpu_seconds(self) -> tuple[float | None, float | None]:
        return _cpu_of_service(self._service), _cpu_of_postgres(self._postmaster)


def rss_mb(pid: int) -> float | None:
    try:
        pages = int((PROC / str(pid) / "statm").read_text().split()[1])
    except OSError:
        return None
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def mb_per_minute(series: list[tuple[float, float]]) -> float | None:
    """The slope of the least squares line through the series' second half: a heap that fills first is no leak."""
    half = series[len(series) // 2 :]
    if len(half) < 2:
        return None
    middle_t = sum(t for t, _ in half) / len(half)
    middle_rss = sum(rss for _, rss in half) / len(half)
    slope = sum((t - middle_t) * (rss - middle_rss) for t, rss in half) / sum((t - middle_t) ** 2 for t, _ in half)
    return slope * 60


def _per_10k(before: float | None, after: float | None, ok: int) -> float | None:
    return None if before is None or after is None else (after - before) / max(ok, 1) * 10_000


def _postmaster(connection: Connection, target: Target) -> int | None:
    """The server's first process, if it is one of this machine that /proc shows: the parent of our session's."""
    backend = PROC / connection.value("select pg_backend_pid()")
    try:
        if target.host in LOOPBACK and (backend / "comm").read_text().strip() == "postgres":
            return int(_stat(backend)[1])
    except OSError:
        pass
    return None


def _stat(process: Path) -> list[str]:
    """The fields of /proc/PID/stat from the third on: state, parent, ..."""
    return (process / "stat").read_text().rpartition(")")[2].split()


def _seconds(ticks: list[str]) -> float:
    return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


def _cpu_of_service(pid: int) -> float | None:
    try:
        return _seconds(_stat(PROC / str(pid))[11:13])
    except OSError:
        return None


def _cpu_of_postgres(postmaster: int | None) -> float | None:
    """Of the first process, its children, and its children that have ended."""
    if not postmaster:
        return None
    total = 0.0
    for process in PROC.glob("[0-9]*"):
        try:
            stat = _stat(process)
        except OSError:
            continue  # it has just ended
        if process.name == str(postmaster):
            total += _seconds(stat[11:15])
        elif stat[1] == str(postmaster):
            total += _seconds(stat[11:13])
    return total
