"""The shapes with a setting of their own: stored events, cold accounts, starts, a long log, a long run."""
from __future__ import annotations

import shutil
import statistics
import time
from dataclasses import replace
from typing import Any, Callable

from bench import Bench, Measurement
from common import Problem, say
from database import checkpoint, run_file
from kafka import kafka
from postgres import Connection
from probe import Probe, mb_per_minute
from rebuild import rebuild
from service import Client
from wake import wake

START_SAMPLES = 5
LOAD_SAMPLES = 20
FEW_EVENTS = 10
SNAPSHOT_SECONDS = 10
RSS_EVERY_SECONDS = 5
BYTES_PER_EVENT = 1500  # on disk, with indexes, read tables and the server's own log

Study = Callable[[Bench], dict[str, Any]]


def project(bench: Bench) -> dict[str, Any]:
    accounts = min(bench.size.accounts, bench.size.events)
    events = bench.seed((1, accounts, bench.size.events // accounts))
    samples = []
    for number in range(1, bench.size.rounds + 1):
        with bench.database.serving(), Connection(bench.database.target()) as connection:
            run_file(connection, "reset.sql")
            connection.run("vacuum analyze")
            checkpoint(connection)
        start_ms = bench.service.start()
        samples.append({**_catch_up(bench, events), "start_ms": start_ms})
        bench.service.stop()
        say(f"  round {number} of {bench.size.rounds}: {samples[-1]['events_per_s']:,.0f} events/s")
    return {"events": events, "events_per_s": _median(samples, "events_per_s"), "samples": samples}


def _catch_up(bench: Bench, events: int) -> Measurement:
    """From the first answered request on; what was projected before it does not count."""
    target = bench.database.target()
    with Connection(target) as connection, Probe(bench.service.pid, target) as probe:
        begun = time.monotonic()
        early = int(connection.value("select coalesce(min(position), 0) from subscriptions where live"))
        if early == events:
            raise Problem("project: all was projected before the first request was answered, raise --events")
        costs = probe.finish(events - early)
        seconds = time.monotonic() - begun
    return {
        "early": early,
        "seconds": seconds,
        "events_per_s": (events - early) / seconds,
        "service_cpu_s_per_10k": costs["service_cpu_s_per_10k"],
        "postgres_cpu_s_per_10k": costs["postgres_cpu_s_per_10k"],
    }


def load(bench: Bench) -> dict[str, Any]:
    """Each account is asked once after the restart, so that the service has none of them in memory."""
    many, half = bench.size.events // 100, LOAD_SAMPLES
    short, bare, kept = (range(first, first + 2 * half) for first in (1, 1 + 2 * half, 1 + 4 * half))
    # one event short of `many`: the next one, over HTTP, is due for a snapshot
    bench.seed((short[0], len(short), FEW_EVENTS), (bare[0], len(bare) + len(kept), many - 1))
    bench.service.start()
    bench.await_projections()
    client = Client(bench.service)
    for account in kept:
        client.deposit(account)
    _await_snapshots(bench, len(kept))
    bench.service.stop()
    bench.service.start()
    client = Client(bench.service)
    rounds = [[client.deposit(account) for account in accounts] for accounts in zip(short, bare, kept)]
    samples = rounds[half:]  # the first half warmed the service up
    few_ms, bare_ms, snapshot_ms = (statistics.median(column) for column in zip(*samples))
    return {
        "events": many,
        "ms_with_10_events": few_ms,
        "ms_with_many_events": bare_ms,
        "ms_with_many_events_and_a_snapshot": snapshot_ms,
        "ratio": bare_ms / few_ms,
        "ratio_with_a_snapshot": snapshot_ms / few_ms,
        "samples_ms": samples,
    }


def _await_snapshots(bench: Bench, wanted: int) -> None:
    deadline = time.monotonic() + SNAPSHOT_SECONDS
    with Connection(bench.database.target()) as connection:
        while int(connection.value("select count(*) from snapshots")) < wanted:
            if time.monotonic() > deadline:
                raise Problem("load: the service took no snapshots, is DAYBOOK_SNAPSHOT_EVERY set?")
            time.sleep(0.1)


def start(bench: Bench) -> dict[str, Any]:
    bench.start_with_accounts()
    samples = []
    for _ in range(START_SAMPLES):
        bench.service.stop()
        samples.append(bench.service.start())
    return {"ms": statistics.median(samples), "samples_ms": samples}


def growth(bench: Bench) -> dict[str, Any]:
    """The log grows by accounts, not by longer streams; the load is the same on both."""
    sizes = {"small": bench.size.events // 10, "large": bench.size.events * 10}
    needed = sizes["large"] * BYTES_PER_EVENT
    if shutil.disk_usage(bench.folder).free < needed:
        raise Problem(f"growth: {sizes['large']:,} events need some {needed / 1e9:.0f} GB of disk")
    spread = replace(bench.spread, accounts=min(bench.size.accounts, sizes["small"] // FEW_EVENTS))
    found: dict[str, Any] = {}
    for name, wanted in sizes.items():
        events = bench.seed((1, wanted // FEW_EVENTS, FEW_EVENTS))
        bench.service.start()
        say(f"waiting until {events:,} events are projected")
        bench.await_projections()
        bench.warm_up(spread)
        row = f"growth {name}"
        for _ in range(bench.size.rounds):
            bench.keep(row, bench.measure(spread, bench.size.seconds))
        found |= {f"{name}_events": events, f"{name}_ok_per_s": _median(bench.rows[row], "ok_per_s")}
    return {**found, "ratio": found["large_ok_per_s"] / found["small_ok_per_s"]}


def memory(bench: Bench) -> dict[str, Any]:
    bench.start_with_accounts()
    figures = bench.measure(bench.spread, max(1, round(bench.size.minutes * 60)))
    bench.keep("memory", figures)
    series = {int(t // RSS_EVERY_SECONDS): (t, rss) for t, rss in figures["rss_series"]}
    return {
        "minutes": bench.size.minutes,
        "max_mb": figures["rss_mb"],
        "mb_per_minute": mb_per_minute(list(series.values())),
        "rss_mb_by_second": list(series.values()),
    }


def _median(samples: list[Measurement], name: str) -> float:
    return float(statistics.median(sample[name] for sample in samples))


STUDIES: dict[str, tuple[Study, str]] = {
    "project": (project, "restart with --events stored events and empty read tables: events/s until both are full"),
    "load": (load, "the first command on a cold account with --events/100 events, beside one with 10"),
    "start": (start, "time from the start of the process to its first 200, on an existing database"),
    "growth": (growth, "spread with --events/10 and with --events*10 events in the log; ratio"),
    "memory": (memory, "resident memory under spread for --minutes: maximum, and slope in the second half"),
    "rebuild": (rebuild, "both projections rebuilt from --events stored events under spread: what it costs who"),
    "kafka": (kafka, "--events sent to Kafka and taken from there by workers: events/s; spread with the relay and without"),
    "wake": (wake, "at rest: from the answer to a write until it is read, with one instance and two; statements/s"),
}


def measure_studies(bench: Bench, shapes: list[str]) -> dict[str, dict[str, Any]]:
    found = {}
    for name in shapes:
        if name in STUDIES:
            study, meaning = STUDIES[name]
            say(f"{name}: {meaning}")
            found[name] = study(bench)
            bench.service.stop()
    return found
