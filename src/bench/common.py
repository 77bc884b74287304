"""What every part of the benchmark needs: messages for people, and a free port."""
from __future__ import annotations

import socket
import sys
import time
from pathlib import Path

BENCH = Path(__file__).resolve().parent
ROOT = BENCH.parent.parent


class Problem(Exception):
    """The benchmark cannot go on; the message is one line for the person who started it."""


def say(message: str) -> None:
    """Progress goes to standard error, so that standard output holds the results alone."""
    print(time.strftime("%H:%M:%S"), message, file=sys.stderr, flush=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
