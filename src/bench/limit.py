"""The limit: what the same PostgreSQL can do without any service, one event per transaction."""
from __future__ import annotations

import contextlib
import glob
import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any, Iterator

from common import BENCH, Problem
from database import checkpoint
from postgres import Connection, Target

CLIENTS = (64, 16, 1)
SCRIPT = BENCH / "limit.sql"

SCHEMA = """
create table event (
    id         bigint      not null generated always as identity primary key,
    stream_id  uuid        not null,
    version    int         not null,
    type       text        not null,
    data       jsonb       not null,
    metadata   jsonb       not null,
    created_at timestamptz not null default now(),
    unique (stream_id, version)
);
insert into event (stream_id, version, type, data, metadata)
select ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, 1, 'AccountCreated',
       jsonb_build_object('ownerId', 'bench', 'currency', 'USD'), '{}'
from generate_series(1, :accounts) as n"""


def find_pgbench() -> str | None:
    """The pgbench on PATH, else the newest where distributions put it."""
    found = glob.glob("/usr/lib/postgresql/*/bin/pgbench") + glob.glob("/usr/pgsql-*/bin/pgbench")
    return shutil.which("pgbench") or max(found, key=lambda path: int(re.sub(r"\D", "", path)), default=None)


class Limit:
    """Runs pgbench in a scratch database beside the service's."""

    def __init__(self, pgbench: str, accounts: int, seconds: int) -> None:
        self.pgbench = pgbench
        self._accounts = accounts
        self._seconds = seconds

    def measure(self, target: Target) -> dict[int, dict[str, Any]]:
        """The figures by number of clients."""
        with self._scratch(target) as scratch:
            return {clients: self._run(scratch, clients) for clients in CLIENTS}

    @contextlib.contextmanager
    def _scratch(self, target: Target) -> Iterator[Target]:
        name = f"daybook_bench_limit_{os.getpid()}"
        with Connection(target) as connection:
            try:
                connection.run(f"create database {name}")
            except Problem as e:
                raise Problem(f"the limit needs a scratch database: {e}") from None
            try:
                scratch = replace(target, database=name)
                with Connection(scratch) as own:
                    own.run(SCHEMA.replace(":accounts", str(self._accounts)))
                    own.run("vacuum analyze")
                yield scratch
            finally:
                connection.run(f"drop database {name} with (force)")

    def _run(self, target: Target, clients: int) -> dict[str, Any]:
        with Connection(target) as connection, tempfile.TemporaryDirectory() as folder:
            checkpoint(connection)
            before = int(connection.value("select count(*) from event"))
            rate = self._pgbench(target, clients, Path(folder))
            appended = int(connection.value("select count(*) from event")) - before
            latencies = sorted(
                int(line.split(" ", 3)[2]) / 1000
                for log in Path(folder).iterdir()
                for line in log.read_text().splitlines()
            )
        transactions = len(latencies)
        if not transactions:
            raise Problem("pgbench finished no transaction: raise --seconds")
        return {
            "ok_per_s": rate * appended / transactions,
            "ok": appended,
            "conflicts": transactions - appended,
            "p50_ms": latencies[transactions // 2],
            "p95_ms": latencies[transactions * 95 // 100],
            "p99_ms": latencies[transactions * 99 // 100],
        }

    def _pgbench(self, target: Target, clients: int, folder: Path) -> float:
        """Transactions per second; leaves a log of each one's latency in the folder."""
        login = {"PGHOST": target.host, "PGPORT": str(target.port), "PGUSER": target.user,
                 "PGPASSWORD": target.password, "PGDATABASE": target.database}
        done = subprocess.run(
            [self.pgbench, "--no-vacuum", "--protocol=prepared", f"--client={clients}", f"--time={self._seconds}",
             "--log", f"--log-prefix={folder}/log", f"--define=accounts={self._accounts}", f"--file={SCRIPT}"],
            env={**os.environ, **login}, capture_output=True, text=True,
        )
        rate = re.search(r"^tps = ([\d.]+)", done.stdout, re.MULTILINE)
        if done.returncode or not rate:
            raise Problem(f"pgbench failed: {done.stderr.strip().splitlines()[-1:]}")
        return float(rate.group(1))
