"""The shape `rebuild`: projections rebuilt beside the live ones, while others write and read."""
from __future__ import annotations

import statistics
import time
from typing import Any, Callable, Optional

from bench import Bench, Measurement
from common import Problem, say
from load import put_load
from postgres import Connection
from reader import Reader
from service import Client

PROJECTIONS = ("account_summary", "account_statement")
REBUILDS = {"summary": PROJECTIONS[:1], "statement": PROJECTIONS[1:], "both": PROJECTIONS}
MOST_SECONDS = 600
SETTLE_SECONDS = 2
FIGURES = ("ok_per_s", "p50_ms", "p99_ms", "errors", "lag_ms", "lag_events", "reads", "failed_reads", "older_reads",
           "read_p50_ms", "read_p99_ms", "read_max_ms")

Figures = dict[str, Any]


def rebuild(bench: Bench) -> Figures:
    """Each rebuild has a load without one before it: the log grows and the machine's neighbours come and go."""
    accounts = min(bench.size.accounts, bench.size.events)
    events = bench.seed((1, accounts, bench.size.events // accounts))
    bench.service.start()
    say(f"waiting until {events:,} events are projected")
    bench.await_projections()
    bench.warm_up(bench.spread)
    samples: dict[str, list[Measurement]] = {name: [] for name in REBUILDS}
    for number in range(1, bench.size.rounds + 1):
        say(f"round {number} of {bench.size.rounds}")
        for name, projections in REBUILDS.items():
            samples[name].append(_sample(bench, name, projections))
    return {"events": events, **{name: _median(found) for name, found in samples.items()}, "samples": samples}


def _sample(bench: Bench, name: str, projections: tuple[str, ...]) -> Measurement:
    put_load(bench.service.url, bench.spread, SETTLE_SECONDS)
    rebuilding = Rebuilding(bench, projections)
    before = _read_beside(bench, "before a rebuild", bench.size.seconds, None)
    during = _read_beside(bench, f"rebuild {name}", MOST_SECONDS, rebuilding.run)
    sample = {
        "events": rebuilding.events,
        "seconds": rebuilding.seconds,
        "events_per_s": rebuilding.events / rebuilding.seconds,
        "ratio": during["ok_per_s"] / before["ok_per_s"],
        **{f"{figure}_{moment}": figures[figure]
           for moment, figures in (("before", before), ("during", during)) for figure in FIGURES},
    }
    say(f"  {name}: {sample['events']:,} events in {sample['seconds']:.1f} s, {sample['ratio']:.2f} x the writes; reads:"
        f" p99 {before['read_p99_ms']:.1f} and {during['read_p99_ms']:.1f} ms, at most {during['read_max_ms']:.0f} ms,"
        f" {during['failed_reads']} of {during['reads']} failed {during['first_failures']}")
    return sample


def _read_beside(bench: Bench, row: str, seconds: int, during: Optional[Callable[[], None]]) -> Measurement:
    with Reader(bench.service, bench.spread.accounts) as reader:
        written = bench.measure(bench.spread, seconds, during)
        read = reader.figures()
    bench.keep(row, written)
    return {**written, **read}


class Rebuilding:
    """From the request until all of the projections are swapped."""

    def __init__(self, bench: Bench, projections: tuple[str, ...]) -> None:
        self._bench = bench
        self._projections = projections
        self.events = 0
        self.seconds = 0.0

    def run(self) -> None:
        client = Client(self._bench.service)
        with Connection(self._bench.database.target()) as connection:
            begun = time.monotonic()
            for projection in self._projections:
                client.rebuild(projection)
            while connection.value("select count(*) from subscriptions where not live") != "0":
                if time.monotonic() > begun + MOST_SECONDS:
                    raise Problem(f"rebuild: not done within {MOST_SECONDS} s, see service.log")
                time.sleep(0.05)
            self.seconds = time.monotonic() - begun
            names = ", ".join(f"'{projection}'" for projection in self._projections)
            self.events = int(connection.value(f"select sum(position) from subscriptions where name in ({names})"))


def _median(samples: list[Measurement]) -> Figures:
    """Of each figure; failures are summed, the longest read is the longest of all."""
    combined: Figures = {}
    for name in samples[0]:
        summed = name.startswith(("errors", "failed", "older"))
        combine = sum if summed else max if name.startswith("read_max") else statistics.median
        combined[name] = combine(sample[name] for sample in samples)
    return combined
