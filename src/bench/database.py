"""The database under the service: its own embedded one, or one that was given."""
from __future__ import annotations

import contextlib
import os
import re
import shlex
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Iterator, Protocol

from common import BENCH, Problem, free_port, say
from postgres import APPLICATION, Connection, Target

STOP_SECONDS = 60
START_SECONDS = 60

LEFTOVERS = """
select format('%s (%s)', oid::regclass, 'table') as name from pg_class
where relkind in ('r', 'p', 'v', 'm', 'S', 'f') and relnamespace in (select oid from own)
union all
select format('%s (%s)', oid::regprocedure, 'function') from pg_proc where pronamespace in (select oid from own)"""
OWN = "with own as (select oid from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema')"

EMPTY = f"""
select pg_terminate_backend(pid) from pg_stat_activity
where datname = current_database() and application_name = '{APPLICATION}' and pid <> pg_backend_pid();
do $$ declare statement text; begin
    for statement in
        select format('drop table %s cascade', oid::regclass) from pg_class
        where relkind = 'r' and relnamespace = 'public'::regnamespace
        union all
        select format('drop function %s', oid::regprocedure) from pg_proc
        where pronamespace = 'public'::regnamespace
    loop execute statement; end loop;
end $$"""


class Database(Protocol):
    """What the shapes need of a database."""

    kind: str

    def environment(self) -> dict[str, str]:
        """The service's settings for it."""

    def target(self) -> Target:
        """Where it listens now."""

    def serving(self) -> contextlib.AbstractContextManager[None]:
        """Keeps it up while the service is down."""

    def empty(self) -> None:
        """Makes it as it was before the first start; the service is down."""

    def release(self) -> None:
        """Leaves nothing behind; the service is down."""


def connecting(target: Target) -> dict[str, str]:
    """The service's settings for a PostgreSQL that runs."""
    return {
        "EVENT_STORE_KIND": "postgres",
        "POSTGRES_HOST": target.host,
        "POSTGRES_PORT": str(target.port),
        "POSTGRES_USER": target.user,
        "POSTGRES_PASSWORD": target.password,
        "POSTGRES_DB": target.database,
    }


class Given:
    """A database of the user's: empty before, and empty again afterwards."""

    kind = "given"

    def __init__(self, target: Target) -> None:
        self._target = target
        with Connection(target) as connection:
            found = connection.rows(f"{OWN} {LEFTOVERS} limit 1")
        if found:
            raise Problem(f"--database {target} is not empty, it holds {found[0][0]}: give an empty one")

    def environment(self) -> dict[str, str]:
        return connecting(self._target)

    def target(self) -> Target:
        return self._target

    def serving(self) -> contextlib.AbstractContextManager[None]:
        return contextlib.nullcontext()

    def empty(self) -> None:
        with Connection(self._target) as connection:
            connection.run(EMPTY)

    def release(self) -> None:
        self.empty()


class Embedded:
    """The service's own PostgreSQL, in a data folder of the benchmark; up while the service or `serving` is."""

    kind = "embedded"

    def __init__(self, parent: Path) -> None:
        self._parent = parent / f"data-{os.getpid()}"
        self._folder = self._parent / "postgres"

    def environment(self) -> dict[str, str]:
        return {"EVENT_STORE_KIND": "embedded", "DAYBOOK_DATA_DIR": str(self._folder)}

    def target(self) -> Target:
        try:
            port = int((self._folder / "postmaster.pid").read_text().splitlines()[3])
        except (OSError, ValueError, IndexError):
            raise Problem("the embedded PostgreSQL does not run") from None
        return Target("127.0.0.1", port, "postgres", "postgres", "postgres")

    @contextlib.contextmanager
    def serving(self) -> Iterator[None]:
        """Runs the server with the program and the options that the service used last."""
        command = shlex.split((self._folder / "postmaster.opts").read_text()) + ["-p", str(free_port())]
        if os.geteuid() == 0:
            command = ["unshare", "--user", *command]  # PostgreSQL refuses to be root
        server = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            self._await_server(server)
            yield
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(STOP_SECONDS)

    def _await_server(self, server: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + START_SECONDS
        while server.poll() is None and time.monotonic() < deadline:
            with contextlib.suppress(Problem), Connection(self.target()):
                return
            time.sleep(0.05)
        raise Problem("the embedded PostgreSQL does not start without the service")

    def empty(self) -> None:
        if self._parent.exists():
            self._stop_leftover()
            shutil.rmtree(self._parent)

    def release(self) -> None:
        self.empty()

    def _stop_leftover(self) -> None:
        """A service that was killed, or stopped while it started, leaves its server running."""
        deadline = time.monotonic() + STOP_SECONDS
        while (found := list(self._parent.glob("*/postmaster.pid"))) and time.monotonic() < deadline:
            with contextlib.suppress(OSError, ValueError, IndexError):  # it has just ended, or is not written yet
                os.kill(int(found[0].read_text().splitlines()[0]), signal.SIGINT)
            time.sleep(0.2)


def run_file(connection: Connection, name: str, **numbers: int) -> None:
    """Runs a file of the folder peer/, whose variables are written as psql has them (`:name`)."""
    sql = (BENCH / "peer" / name).read_text()
    connection.run(re.sub(r"(?<!:):([a-z]+)", lambda found: str(numbers[found.group(1)]), sql))


def head(connection: Connection) -> int:
    """The log's last position, which is the number of its events: positions have no hole."""
    return int(connection.value("select coalesce(max(position), 0) from events"))


def checkpoint(connection: Connection) -> None:
    """Has the server write now what it would write during the measurement, where the user may ask for that."""
    if connection.value("select pg_has_role('pg_checkpoint', 'member')") == "t":
        connection.run("checkpoint")
    else:
        say("the user may not run CHECKPOINT: the server may write one while it is measured")
