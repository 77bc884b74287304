"""The service: a JDK for it, its package, its process, and single requests to it."""
from __future__ import annotations

import http.client
import json
import os
import re
import signal
import subprocess
import time
from pathlib import Path
from typing import Any, Mapping, Optional

from common import ROOT, Problem, free_port, say
from database import Database, connecting
from postgres import Target

PACKAGED = ROOT / "target" / "quarkus-app" / "quarkus-run.jar"
JAVA_ARGS = ROOT / "docker" / "java.args"
START_SECONDS = 120
STOP_SECONDS = 40  # it gives itself 25 s to finish what it took


def account(number: int) -> str:
    """The id of an account, as load.lua and peer/seed.sql write it."""
    return f"00000000-0000-4000-8000-{number:012d}"


def java_home() -> Path:
    """The JDK that ./mvnw chooses."""
    told = subprocess.run([ROOT / "mvnw", "-v"], capture_output=True, text=True)
    found = re.search(r"runtime: (.+)", told.stdout)
    if not found:
        raise Problem((told.stderr or told.stdout).strip() or "./mvnw -v does not name its JDK")
    return Path(found.group(1))


def package() -> Path:
    say("packaging the checkout: ./mvnw -q package -DskipTests")
    if subprocess.run([ROOT / "mvnw", "-q", "package", "-DskipTests"], stdout=2).returncode:
        raise Problem("the checkout cannot be packaged: ./mvnw package -DskipTests failed")
    return PACKAGED


class Service:
    """The packaged service as one process, started and stopped as often as needed."""

    def __init__(self, java: Path, jar: Path, database: Database, out: Path, first: bool = True) -> None:
        """One that is not the first finds the database running and leaves it so."""
        # the service does not run in the checkout, where docker/java.args looks for it
        arguments = [f"@{JAVA_ARGS}", f"-XX:AOTCache={jar.resolve().with_name('daybook.aot')}"]
        self.command = [str(java / "bin" / "java"), *arguments, "-jar", str(jar.resolve())]
        self.port = free_port()
        self.java = java
        self._jar = jar
        self._database = database
        self._folder = out
        self._first = first
        self._target: Optional[Target] = None
        self._log = out / "service.log"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        assert self._process, "the service is down"
        return self._process.pid

    def another(self, target: Optional[Target] = None, name: str = "another") -> Service:
        """One more instance on the same database, or another one of that server, with a folder of its own."""
        folder = self._folder / name
        folder.mkdir(exist_ok=True)
        one_more = Service(self.java, self._jar, self._database, folder, first=False)
        one_more._target = target
        return one_more

    def start(self) -> float:
        """Milliseconds from its start to the first 200."""
        environment = self._database.environment() if self._first else connecting(self._target or self._database.target())
        own = {**environment, "HOST": "127.0.0.1", "PORT": str(self.port)}
        with open(self._log, "ab") as log:
            begun = time.monotonic()
            # Away from the checkout, whose .env is not to be read; and a Ctrl-C is not its business.
            self._process = subprocess.Popen(
                self.command, env={**os.environ, **own}, cwd=self._folder, stdin=subprocess.DEVNULL,
                stdout=log, stderr=log, start_new_session=True,
            )
        while time.monotonic() < begun + START_SECONDS:
            if self._process.poll() is not None:
                raise Problem(f"the service does not start: {self._last_words()}")
            if self._is_up():
                return (time.monotonic() - begun) * 1000
            time.sleep(0.005)
        raise Problem(f"the service does not answer within {START_SECONDS} s: see {self._log}")

    def stop(self) -> None:
        if not self._process:
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
            say(f"the service did not stop within {STOP_SECONDS} s and was killed")
        self._process = None

    def _is_up(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/health")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def _last_words(self) -> str:
        lines = self._log.read_text(errors="replace").strip().splitlines()
        return f"{lines[-1] if lines else 'it said nothing'} (see {self._log})"


def credentials() -> dict[str, str]:
    """The header that bears BENCH_CREDENTIAL, where that is set."""
    key = os.environ.get("BENCH_CREDENTIAL")
    return {"Authorization": f"Bearer {key}"} if key else {}


class Client:
    """One kept connection for requests of which each one counts."""

    def __init__(self, service: Service) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=60)

    def open_account(self, number: int) -> None:
        self._post("/api/accounts", {"accountId": account(number), "ownerId": "bench", "currency": "USD"})

    def deposit(self, number: int) -> float:
        """Milliseconds until the answer."""
        begun = time.perf_counter()
        self.position_of_deposit(number)
        return (time.perf_counter() - begun) * 1000

    def position_of_deposit(self, number: int) -> int:
        body = {"amount": 1, "currency": "USD", "transactionId": f"bench-{number}"}
        return int(self._post(f"/api/accounts/{account(number)}/deposits", body)["position"])

    def read_at(self, number: int, position: int) -> None:
        """The account, as it is once the position has been projected."""
        self._ask("GET", f"/api/accounts/{account(number)}", headers={"Min-Position": str(position)})

    def owner_of(self, projection: str) -> Optional[str]:
        """The name of the instance that owns it, which ends with its port."""
        items = self._ask("GET", "/api/admin/projections")["items"]
        return next(item.get("owner") for item in items if item["name"] == projection)

    def rebuild(self, projection: str) -> None:
        self._ask("POST", f"/api/admin/projections/{projection}/rebuild")

    def _post(self, path: str, body: Mapping[str, object]) -> Any:
        return self._ask("POST", path, json.dumps(body), {"Content-Type": "application/json"})

    def _ask(self, method: str, path: str, body: Optional[str] = None, headers: Mapping[str, str] = {}) -> Any:
        self._connection.request(method, path, body, {**credentials(), **headers})
        answer = self._connection.getresponse()
        text = answer.read().decode(errors="replace")
        if not 200 <= answer.status < 300:
            raise Problem(f"{method} {path} was answered {answer.status}: {text[:300]}")
        return json.loads(text)
