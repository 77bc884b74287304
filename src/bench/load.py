"""Puts the service under load, with wrk and load.lua."""
from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import subprocess
from dataclasses import dataclass
from typing import Any, Callable, Optional

from common import BENCH, Problem, say

SCRIPT = BENCH / "load.lua"
REQUEST_TIMEOUT = "10s"
CREATE_SECONDS = 600
CREATE_CONNECTIONS = 64


@dataclass(frozen=True)
class Load:
    """Who deposits where."""

    connections: int
    accounts: int
    pick: str = "uniform"
    keys: bool = False
    mode: str = "deposit"
    events: int = 1  # that each command appends
    batch: int = 1  # commands in each request


def ensure_wrk() -> None:
    """Installs wrk where that needs no password, else says what to install."""
    if shutil.which("wrk"):
        return
    as_root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if all(map(shutil.which, [*as_root[:1], "apt-get"])):
        commands = [[*as_root, "apt-get", "update"], [*as_root, "apt-get", "install", "-y", "wrk"]]
    elif shutil.which("brew"):
        commands = [["brew", "install", "wrk"]]
    else:
        commands = []
    for command in commands:
        say(f"wrk is missing: {' '.join(command)}")
        subprocess.run(command, stdin=subprocess.DEVNULL, stdout=2)
    if not shutil.which("wrk"):
        raise Problem("wrk is missing: install it (apt-get install wrk, brew install wrk, dnf install wrk)")


def put_load(url: str, load: Load, seconds: int, during: Optional[Callable[[], None]] = None) -> dict[str, Any]:
    """What was answered, and how fast; the load ends early when `during` has returned."""
    threads = max(1, min(load.connections, (os.cpu_count() or 1) // 4))
    with _wrk(url, load.mode, load, seconds, threads) as process:
        try:
            if during:
                during()
                process.send_signal(signal.SIGINT)
            said, complaint = process.communicate()
        except BaseException:
            process.kill()
            raise
    return _result(process, said, complaint)


def create_accounts(url: str, count: int) -> None:
    """Opens the accounts 1 to count."""
    _each_account(url, count, "create")


def fund_accounts(url: str, count: int) -> None:
    """Puts more into each of the accounts than transfers will take."""
    _each_account(url, count, "fund")


def _each_account(url: str, count: int, mode: str) -> None:
    """wrk ends by time only, so it is interrupted once all are done."""
    with _wrk(url, mode, Load(min(CREATE_CONNECTIONS, count), count), CREATE_SECONDS, threads=1) as process:
        try:
            assert process.stdout
            created = any(line == "done\n" for line in process.stdout)
            process.send_signal(signal.SIGINT)
            said, complaint = process.communicate()
        except BaseException:
            process.kill()
            raise
    if not created:
        raise Problem(f"not all of the {count:,} accounts were done ({mode}) within {CREATE_SECONDS} s: {complaint.strip()}")
    _result(process, said, complaint)


def _wrk(url: str, mode: str, load: Load, seconds: int, threads: int) -> subprocess.Popen[str]:
    settings = {
        "BENCH_MODE": mode,
        "BENCH_ACCOUNTS": str(load.accounts),
        "BENCH_PICK": load.pick,
        "BENCH_KEYS": str(int(load.keys)),
        "BENCH_BATCH": str(load.batch),
        "BENCH_SEED": str(secrets.randbits(30)),
    }
    command = ["wrk", f"-t{threads}", f"-c{load.connections}", f"-d{seconds}s", "--timeout", REQUEST_TIMEOUT]
    return subprocess.Popen(
        [*command, "-s", str(SCRIPT), url], env={**os.environ, **settings}, text=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )


def _result(process: subprocess.Popen[str], said: str, complaint: str) -> dict[str, Any]:
    lines = said.strip().splitlines()
    if process.returncode or not lines or not lines[-1].startswith("{"):
        raise Problem(f"wrk failed: {(complaint or said).strip() or process.returncode}")
    return dict(json.loads(lines[-1]))
