"""What the figures were measured on."""
from __future__ import annotations

import os
import platform
import re
import subprocess
from pathlib import Path
from typing import Any

from common import ROOT
from postgres import Connection, Target

SETTINGS = ("server_version", "fsync", "synchronous_commit", "full_page_writes", "shared_buffers", "max_wal_size")


def describe(java: Path, folder: Path) -> dict[str, Any]:
    own = {name: value for name, value in os.environ.items() if name.startswith("DAYBOOK_")}
    return {
        "cpu": _cpu_model(),
        "cores": os.cpu_count(),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9, 1),
        "kernel": f"{platform.system()} {platform.release()}",
        "load_average_before": round(os.getloadavg()[0], 2),
        "file_system": _file_system(folder),
        "java": _java_version(java),
        "wrk": _first_line(_output("wrk", "-v")),
        "settings": own,
    }


def commit() -> str:
    return _output("git", "-C", str(ROOT), "describe", "--always", "--dirty", "--tags")


def describe_postgres(target: Target) -> dict[str, str]:
    with Connection(target) as connection:
        return {name: connection.value(f"show {name}") for name in SETTINGS}


def _cpu_model() -> str:
    try:
        found = re.search(r"^model name\s*: (.+)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    except OSError:
        return _output("sysctl", "-n", "machdep.cpu.brand_string")
    return found.group(1) if found else platform.machine()


def _java_version(java: Path) -> str:
    found = re.search(r'^JAVA_RUNTIME_VERSION="(.+)"$', (java / "release").read_text(), re.MULTILINE)
    return found.group(1) if found else "unknown"


def _file_system(folder: Path) -> str:
    """Of the embedded database's data: on tmpfs a flush costs nothing."""
    return _output("stat", "--file-system", "--format=%T", str(folder)) or "unknown"


def _output(*command: str) -> str:
    try:
        return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout.strip()
    except OSError:
        return ""


def _first_line(text: str) -> str:
    return text.split("\n", 1)[0]
