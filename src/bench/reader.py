"""Somebody who reads accounts all the time, while something else happens to their tables."""
from __future__ import annotations

import http.client
import random
import threading
import time
from typing import Any

from service import Service, account, credentials

PAUSE_SECONDS = 0.005
TIMEOUT_SECONDS = 10
PATHS = ("/api/accounts/{}", "/api/accounts/{}/history?limit=10")


class Reader:
    """Asks in turns for an account and its history, pausing a little, until told to stop."""

    def __init__(self, service: Service, accounts: int) -> None:
        self._port = service.port
        self._accounts = accounts
        self._stopping = threading.Event()
        self._latencies: list[float] = []
        self._failed: list[str] = []
        self._seen = dict.fromkeys(PATHS, 0)
        self._older = 0

    def __enter__(self) -> Reader:
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        self._thread.join()

    def figures(self) -> dict[str, Any]:
        """Of all that was read until now; `older` are answers from before an earlier one."""
        latencies = sorted(self._latencies)
        return {
            "reads": len(latencies) + len(self._failed),
            "failed_reads": len(self._failed),
            "first_failures": self._failed[:3],
            "older_reads": self._older,
            "read_p50_ms": latencies[len(latencies) // 2],
            "read_p99_ms": latencies[len(latencies) * 99 // 100],
            "read_max_ms": latencies[-1],
        }

    def _read(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=TIMEOUT_SECONDS)
        number = 0
        while not self._stopping.wait(PAUSE_SECONDS):
            number += 1
            path = PATHS[number % len(PATHS)]
            begun = time.perf_counter()
            try:
                connection.request("GET", path.format(account(random.randint(1, self._accounts))), headers=credentials())
                answer = connection.getresponse()
                text = answer.read().decode(errors="replace")
            except (OSError, http.client.HTTPException) as e:
                self._failed.append(repr(e))
                connection.close()
                continue
            if answer.status != 200:
                self._failed.append(f"{answer.status} {text[:300]}")
                continue
            self._latencies.append((time.perf_counter() - begun) * 1000)
            self._compare(path, int(answer.headers["Projection-Position"]))
        connection.close()

    def _compare(self, path: str, position: int) -> None:
        if position < self._seen[path]:
            self._older += 1
        self._seen[path] = max(self._seen[path], position)
