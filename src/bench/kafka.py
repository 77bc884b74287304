"""The shape `kafka`: the log sent to a broker of its own, and read tables written from there by workers."""
from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import time
from typing import Any, Iterator

from bench import Bench
from common import ROOT, Problem, free_port, say
from load import put_load
from postgres import Connection, Target
from service import Service

JARS = ROOT / "target" / "kafka"
CLUSTER = "daybook-of-a-benchmark"
BROKER_SECONDS = 60
MOST_SECONDS = 900
WORKERS = (1, 3)
SETTING = "KAFKA_BOOTSTRAP_SERVERS"

SENT = "select coalesce(max(position), 0) from subscriptions where name = 'kafka' and live"
TAKEN = "select count(*) from account_statement"


def kafka(bench: Bench) -> dict[str, Any]:
    accounts = min(bench.size.accounts, bench.size.events)
    events = bench.seed((1, accounts, bench.size.events // accounts))
    bench.service.start()
    say(f"waiting until {events:,} events are projected: the log is at rest")
    bench.await_projections()
    bench.warm_up(bench.spread)
    without = [_spread(bench) for _ in range(bench.size.rounds)]
    bench.service.stop()
    with _broker(bench) as address, _setting(SETTING, address):
        bench.service.start()
        with Connection(bench.database.target()) as connection:
            head = int(connection.value("select max(position) from events"))
            relay = _rate(connection, SENT, head, "sent")
        with_relay = [_spread(bench) for _ in range(bench.size.rounds)]
        with Connection(bench.database.target()) as connection:
            wanted = int(connection.value(TAKEN))
        consumers = {str(number): _consumers(bench, number, wanted) for number in WORKERS}
    ratio = sorted(b / a for a, b in zip(without, with_relay))[len(without) // 2]
    return {"events": head, "relay_events_per_s": relay, "spread_ratio": ratio, "consumers_events_per_s": consumers}


def _spread(bench: Bench) -> float:
    answers = put_load(bench.service.url, bench.spread, bench.size.seconds)
    return float(answers["ok"] / answers["seconds"])


def _rate(connection: Connection, question: str, wanted: int, what: str) -> float:
    """Events/s from the first that is seen until all are there."""
    first: tuple[float, int] | None = None
    end = time.monotonic() + MOST_SECONDS
    while time.monotonic() < end:
        there, now = int(connection.value(question)), time.monotonic()
        if first is None and there:
            first = (now, there)
        if there >= wanted and first and there > first[1]:
            rate = (there - first[1]) / (now - first[0])
            say(f"  {what}: {rate:,.0f} events/s")
            return rate
        time.sleep(0.5)
    raise Problem(f"kafka: not all {wanted:,} events were {what} within {MOST_SECONDS} s")


def _consumers(bench: Bench, number: int, wanted: int) -> float:
    """Events/s of so many workers on an empty database."""
    log = bench.database.target()
    own = Target(log.host, log.port, log.user, log.password, f"consumers_{number}")
    with Connection(log) as connection:
        connection.run(f"create database {own.database}")
    workers = [bench.service.another(own, f"worker-{each}") for each in range(number)]
    try:
        with _setting("DAYBOOK_ROLE", "consumer"):
            for worker in workers:
                worker.start()
        with Connection(own) as connection:
            return _rate(connection, TAKEN, wanted, f"taken by {number}")
    finally:
        for worker in workers:
            worker.stop()
        with Connection(log) as connection:
            connection.run(f"drop database {own.database} with (force)")


@contextlib.contextmanager
def _setting(name: str, value: str) -> Iterator[None]:
    """For the services that are started within it."""
    os.environ[name] = value
    try:
        yield
    finally:
        del os.environ[name]


@contextlib.contextmanager
def _broker(bench: Bench) -> Iterator[str]:
    """One broker without a copy of anything; gives its address."""
    if not any(JARS.glob("kafka_*.jar")):
        subprocess.run(
            [ROOT / "mvnw", "-B", "-q", "-f", ROOT / "src/test/kafka/pom.xml", "dependency:copy-dependencies",
             f"-DoutputDirectory={JARS}"], check=True, stdout=2,
        )
    port, controller = free_port(), free_port()
    home = bench.folder / "kafka"
    home.mkdir()
    settings = home / "server.properties"
    settings.write_text(f"""process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{controller}
controller.listener.names=CONTROLLER
listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}
log.dirs={home / "data"}
offsets.topic.replication.factor=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
""")
    java = [str(bench.service.java / "bin" / "java"), "-Xmx512m", "-cp", f"{JARS}/*"]
    with open(home / "log", "wb") as log:
        subprocess.run([*java, "kafka.tools.StorageTool", "format", "-t", CLUSTER, "-c", str(settings)], check=True,
                       stdout=log, stderr=log)
        broker = subprocess.Popen([*java, "kafka.Kafka", str(settings)], stdout=log, stderr=log, start_new_session=True)
    try:
        yield f"127.0.0.1:{port}"
    finally:
        broker.terminate()
        broker.wait(BROKER_SECONDS)
        shutil.rmtree(home)
