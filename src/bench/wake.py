"""The shape `wake`: at rest, how soon a write can be read, and what the resting itself costs."""
from __future__ import annotations

import random
import statistics
import time
from typing import Any

from bench import Bench
from common import Problem, say
from load import put_load
from postgres import Connection
from service import Client, Service

READ_TABLE = "account_summary"
SAMPLES = 150
BETWEEN_SECONDS = 0.2
WARM_SECONDS = 10
SHARED_SECONDS = 10  # two instances have parted the subscriptions long before
REPORTED_SECONDS = 11  # a session of the server's tells its counters after 10 s at rest
REST_SECONDS = 10

COMMITTED = "select xact_commit + xact_rollback from pg_stat_database where datname = current_database()"


def wake(bench: Bench) -> dict[str, Any]:
    bench.start_with_accounts()
    first, second = bench.service, bench.service.another()
    put_load(first.url, bench.spread, WARM_SECONDS)
    bench.await_projections()
    found: dict[str, Any] = {"one": _delays(bench, "one", first, first), "one_at_rest_per_s": _at_rest(bench)}
    try:
        second.start()
        put_load(second.url, bench.spread, WARM_SECONDS)
        bench.await_projections()
        owner, other = _parted(first, second)
        found["other"] = _delays(bench, "written and read where the projection is not owned", other, other)
        found["owner"] = _delays(bench, "written where it is not owned, read at its owner", other, owner)
        found["two_at_rest_per_s"] = _at_rest(bench)
    finally:
        second.stop()
    return found


def _delays(bench: Bench, name: str, writer: Service, reader: Service) -> dict[str, Any]:
    """Milliseconds between the answer to a write and that to a read which needs it."""
    writing, reading = Client(writer), Client(reader)
    samples = []
    for _ in range(SAMPLES):
        time.sleep(BETWEEN_SECONDS)
        number = random.randint(1, bench.size.accounts)
        position = writing.position_of_deposit(number)
        answered = time.perf_counter()
        reading.read_at(number, position)
        samples.append((time.perf_counter() - answered) * 1000)
    ordered = sorted(samples)
    figures = {"p50_ms": statistics.median(ordered), "p99_ms": ordered[len(ordered) * 99 // 100], "max_ms": ordered[-1]}
    say(f"  {name}: p50 {figures['p50_ms']:.2f} ms, p99 {figures['p99_ms']:.2f} ms")
    return {**figures, "samples_ms": samples}


def _parted(first: Service, second: Service) -> tuple[Service, Service]:
    """The owner of the read table, and the other one."""
    client = Client(first)
    deadline = time.monotonic() + SHARED_SECONDS
    while time.monotonic() < deadline:
        owner = client.owner_of(READ_TABLE) or ""
        for one, other in ((first, second), (second, first)):
            if owner.endswith(f":{one.port}"):
                return one, other
        time.sleep(0.1)
    raise Problem(f"wake: nobody owns {READ_TABLE}, see service.log")


def _at_rest(bench: Bench) -> float:
    """Statements a second while nobody asks for anything; each is a transaction of its own."""
    with Connection(bench.database.target()) as connection:
        time.sleep(REPORTED_SECONDS)
        before = int(connection.value(COMMITTED))
        time.sleep(REST_SECONDS)
        rate = (int(connection.value(COMMITTED)) - before) / REST_SECONDS
    say(f"  at rest: {rate:.1f} statements/s")
    return rate
