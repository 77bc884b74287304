"""The shapes that put load on a warm service, in rounds, each beside the limit."""
from __future__ import annotations

from dataclasses import replace
from typing import Optional

from bench import Bench
from common import say
from limit import Limit
from load import Load, fund_accounts, put_load

SETTLE_SECONDS = 2
SCALE = (1, 4, 16, 64, 256)

THROUGHPUT = {
    "spread": "64 connections over --accounts accounts",
    "wide": "256 connections over the same accounts",
    "zipf": "64 connections; the n-th account is n times as rare as the first",
    "hot": "64 connections on one account",
    "one": "1 connection: latency",
    "keys": "spread with an Idempotency-Key on every request; ratio to spread",
    "transfer": "64 connections that transfer between the accounts, from request to completion; ratio to spread",
    "bulk": "16 connections, 100 deposits in each request: commands/s",
    "scaling": "spread with 1, 4, 16, 64 and 256 connections",
}


def measure_throughput(bench: Bench, limit: Optional[Limit], shapes: list[str]) -> None:
    loads = _loads(bench.spread, shapes)
    if not loads:
        return
    bench.start_with_accounts()
    if any(load.mode == "transfer" for load in loads.values()):
        fund_accounts(bench.service.url, bench.size.accounts)
    bench.warm_up(bench.spread)
    for number in range(1, bench.size.rounds + 1):
        say(f"round {number} of {bench.size.rounds}")
        if limit:
            for clients, figures in limit.measure(bench.database.target()).items():
                bench.keep(f"limit {clients}", figures)
        for row, load in loads.items():
            put_load(bench.service.url, load, min(SETTLE_SECONDS, bench.size.seconds))
            bench.keep(row, bench.measure(load, bench.size.seconds))
    bench.service.stop()


def _loads(spread: Load, shapes: list[str]) -> dict[str, Load]:
    """The loads in the order asked, by the name of their row in the table."""
    rows = {
        "spread": {"spread": spread},
        "wide": {"wide": replace(spread, connections=256)},
        "zipf": {"zipf": replace(spread, pick="zipf")},
        "hot": {"hot": replace(spread, accounts=1)},
        "one": {"one": replace(spread, connections=1)},
        "keys": {"spread": spread, "keys": replace(spread, keys=True)},
        "transfer": {"spread": spread, "transfer": replace(spread, mode="transfer", events=5)},
        "bulk": {"bulk": replace(spread, connections=16, mode="bulk", batch=100)},
        "scaling": {f"spread {n}": replace(spread, connections=n) for n in SCALE},
    }
    return {row: load for shape in shapes for row, load in rows.get(shape, {}).items()}
