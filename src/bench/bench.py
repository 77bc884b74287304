"""The bench on which all shapes are measured: a database, the service on it, events in it, load on both."""
from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable, Optional

from common import say
from database import Database, checkpoint, head, run_file
from load import Load, create_accounts, put_load
from machine import describe_postgres
from postgres import Connection
from probe import Probe
from service import Client, Service

SLICE_SECONDS = 5
SLICES_AT_LEAST = 6
STILL_GROWING = 1.03
QUIET_SECONDS = 0.3

Measurement = dict[str, Any]


@dataclass(frozen=True)
class Size:
    """How much of everything."""

    rounds: int
    seconds: int
    warmup: int
    accounts: int
    events: int
    minutes: float


class Bench:
    """Keeps every figure that was measured, by the name of its row in the table."""

    def __init__(self, service: Service, database: Database, size: Size, folder: Path) -> None:
        self.service = service
        self.database = database
        self.size = size
        self.folder = folder
        self.spread = Load(64, size.accounts)
        self.rows: dict[str, list[Measurement]] = {}
        self.postgres: dict[str, str] = {}

    def keep(self, row: str, figures: Measurement) -> None:
        single = {name: value for name, value in figures.items() if name != "rss_series"}
        self.rows.setdefault(row, []).append(single)
        say(f"  {row}: {figures['ok_per_s']:,.0f} ok/s, p50 {figures['p50_ms']:.2f} ms, p99 {figures['p99_ms']:.2f} ms")

    def start_empty(self) -> None:
        """Starts the service on a database that holds nothing."""
        self.service.stop()
        self.database.empty()
        self.service.start()
        self.postgres = describe_postgres(self.database.target())

    def start_with_accounts(self) -> None:
        """Starts it afresh and opens the accounts over HTTP."""
        self.start_empty()
        say(f"opening {self.size.accounts:,} accounts")
        create_accounts(self.service.url, self.size.accounts)

    def seed(self, *blocks: tuple[int, int, int]) -> int:
        """Stores blocks of (first account, accounts, events of each) by SQL and leaves the service down.

        Returns the number of events in the log."""
        self.start_empty()
        template = Client(self.service)
        template.open_account(0)
        template.deposit(0)
        self.service.stop()
        with self.database.serving(), Connection(self.database.target()) as connection:
            for first, accounts, events in blocks:
                say(f"storing {accounts * events:,} events by SQL: {events:,} of each of {accounts:,} accounts")
                run_file(connection, "seed.sql", first=first, accounts=accounts, per=events - 1)
            connection.run("vacuum analyze")
            return head(connection)

    def await_projections(self) -> None:
        with Probe(self.service.pid, self.database.target()) as probe:
            probe.finish(0)

    def warm_up(self, load: Load) -> None:
        """Load until its rate no longer grows: compilers and caches need their time."""
        rates: list[float] = []
        while (left := self.size.warmup - len(rates) * SLICE_SECONDS) > 0:
            answers = put_load(self.service.url, load, min(SLICE_SECONDS, left))
            rates.append(answers["ok"] / answers["seconds"])
            if len(rates) >= SLICES_AT_LEAST and max(rates[-3:]) < STILL_GROWING * max(rates[:-3]):
                break
        say(f"warm-up, ok/s: {' '.join(f'{rate:,.0f}' for rate in rates)}")

    def measure(self, load: Load, seconds: int, during: Optional[Callable[[], None]] = None) -> Measurement:
        """Ends before the seconds are over when `during` has returned."""
        with Connection(self.database.target()) as connection:
            checkpoint(connection)
            before = _quiet_head(connection)
            with Probe(self.service.pid, self.database.target()) as probe:
                answers = put_load(self.service.url, load, seconds, during)
                costs = probe.finish(answers["ok"])
            appended = _quiet_head(connection) - before
        lost = answers["socket_errors"] + answers["timeouts"]
        # A request that the end of the load cut off may have been carried out all the same.
        unanswered = load.batch * (load.connections + lost)
        return {
            **answers,
            **costs,
            "connections": load.connections,
            "ok_per_s": answers["ok"] / answers["seconds"],
            "errors": answers["other"] + lost,
            "appended": appended,
            "honest": 0 <= appended - load.events * answers["ok"] <= load.events * unanswered,
        }


def _quiet_head(connection: Connection) -> int:
    """The log's head, once nothing is appended any more."""
    last = -1
    while (now := head(connection)) != last:
        last = now
        time.sleep(QUIET_SECONDS)
    return now
