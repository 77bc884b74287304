"""The results for people: the table, and that of the guide."""
from __future__ import annotations

import statistics
from typing import Any, Optional

Measurement = dict[str, Any]
Figures = dict[str, Any]
Line = list[str]

HEAD = ["shape", "ok/s", "x limit", "p50 ms", "p95 ms", "p99 ms", "errors", "409", "worst lag", "caught up",
        "service CPU", "postgres CPU", "RSS MB"]
SUMMED = ("errors", "conflicts")
WORST = ("lag_ms", "lag_events", "caught_up_ms", "rss_mb")
LIMITS = ("limit 64", "limit 16")


def summarise(rounds: list[Measurement]) -> Figures:
    """The median of each figure; errors and conflicts are summed, lag and memory are the worst."""
    summary: Figures = {"honest": all(measurement.get("honest", True) for measurement in rounds)}
    for name in sorted({name for measurement in rounds for name in measurement} - {"honest"}):
        values = [measurement[name] for measurement in rounds if measurement.get(name) is not None]
        combine = sum if name in SUMMED else max if name in WORST else statistics.median
        summary[name] = combine(values) if values else None
    return summary


def limit_of(summaries: dict[str, Figures]) -> Optional[float]:
    """The best rate of one event per transaction."""
    return max((summaries[name]["ok_per_s"] for name in LIMITS if name in summaries), default=None)


def ratio_to_limit(name: str, summaries: dict[str, Figures]) -> str:
    """Of rates; with one connection, where the rate is but the latency's inverse, of the median latencies."""
    figures, limit, one = summaries[name], limit_of(summaries), summaries.get("limit 1")
    if not limit or not one or name.startswith("limit"):
        return "-"
    if figures["connections"] == 1:
        return f"{figures['p50_ms'] / one['p50_ms']:.2f} p50"
    return f"{figures['ok_per_s'] / limit:.2f}"


def table(summaries: dict[str, Figures], studies: dict[str, Figures]) -> str:
    lines = _lines(summaries)
    widths = [max(map(len, column)) for column in zip(*lines)]
    text = ["  ".join(_aligned(line, widths)).rstrip() for line in lines]
    return _paragraphs("\n".join(text), "\n".join(sentences(summaries, studies)))


def markdown(summaries: dict[str, Figures], studies: dict[str, Figures]) -> str:
    columns = [0, 1, 2, 3, 5, 8]
    rows = ["| " + " | ".join(line[column] for column in columns) + " |" for line in _lines(summaries)]
    if rows:
        rows.insert(1, "| --- |" + " ---: |" * (len(columns) - 1))
    return _paragraphs("\n".join(rows), "\n".join(f"- {sentence}" for sentence in sentences(summaries, studies)))


def sentences(summaries: dict[str, Figures], studies: dict[str, Figures]) -> list[str]:
    """What does not fit into rows."""
    said = []
    for shape in ("keys", "transfer"):
        if shape in summaries:
            ratio = summaries[shape]["ok_per_s"] / summaries["spread"]["ok_per_s"]
            said.append(f"{shape}: {ratio:.2f} x spread")
    if found := studies.get("project"):
        said.append(f"project: {found['events_per_s']:,.0f} events/s from {found['events']:,} stored events")
    if found := studies.get("load"):
        said.append(
            f"load: first command in {found['ms_with_10_events']:.1f} ms with 10 events, "
            f"{found['ms_with_many_events']:.1f} ms with {found['events']:,} ({found['ratio']:.1f} x), "
            f"{found['ms_with_many_events_and_a_snapshot']:.1f} ms where there is a snapshot "
            f"({found['ratio_with_a_snapshot']:.1f} x)"
        )
    if found := studies.get("start"):
        said.append(f"start: {found['ms'] / 1000:.2f} s")
    if found := studies.get("growth"):
        said.append(
            f"growth: {found['small_ok_per_s']:,.0f} ok/s with {found['small_events']:,} events in the log, "
            f"{found['large_ok_per_s']:,.0f} with {found['large_events']:,}: {found['ratio']:.2f} x"
        )
    if found := studies.get("memory"):
        slope = found["mb_per_minute"]
        said.append(
            f"memory: at most {_number(found['max_mb'])} MB in {found['minutes']:g} min, "
            f"slope {'-' if slope is None else f'{slope:+.2f}'} MB/min"
        )
    said += [_rebuilt(name, found) for name, found in studies.get("rebuild", {}).items() if isinstance(found, dict) and "ratio" in found]
    if found := studies.get("kafka"):
        taken = ", ".join(f"{rate:,.0f} by {workers}" for workers, rate in found["consumers_events_per_s"].items())
        said.append(
            f"kafka: {found['relay_events_per_s']:,.0f} events/s sent, {taken} taken; spread {found['spread_ratio']:.2f} x with the relay"
        )
    if found := studies.get("wake"):
        said.append(
            f"wake: read {_delay(found['one'])} after the answer to its write with one instance, {_delay(found['other'])} "
            f"through the one of two that does not own the projection, {_delay(found['owner'])} at its owner; "
            f"at rest {found['one_at_rest_per_s']:.1f} statements/s with one, {found['two_at_rest_per_s']:.1f} with two"
        )
    return said


def _rebuilt(name: str, found: Figures) -> str:
    return (
        f"rebuild {name}: {found['events_per_s']:,.0f} events/s, writes {found['ratio']:.2f} x, "
        f"p99 {found['p99_ms_before']:.1f} -> {found['p99_ms_during']:.1f} ms, lag {found['lag_ms_before']:,.0f} -> "
        f"{found['lag_ms_during']:,.0f} ms; reads: {found['failed_reads_during']} of {found['reads_during']:,.0f} failed, "
        f"{found['older_reads_during']} older than one before, p99 {found['read_p99_ms_before']:.1f} -> "
        f"{found['read_p99_ms_during']:.1f} ms, at most {found['read_max_ms_during']:.0f} ms"
    )


def _delay(found: Figures) -> str:
    return f"{found['p50_ms']:.1f} ms (p99 {found['p99_ms']:.1f})"


def _lines(summaries: dict[str, Figures]) -> list[Line]:
    return [HEAD, *(_line(name, summaries) for name in summaries)] if summaries else []


def _line(name: str, summaries: dict[str, Figures]) -> Line:
    figures = summaries[name]
    lag, events, caught_up = figures.get("lag_ms"), figures.get("lag_events"), figures.get("caught_up_ms")
    errors = _number(figures.get("errors")) + ("" if figures["honest"] else " MISCOUNT")
    return [
        name,
        _number(figures["ok_per_s"]),
        ratio_to_limit(name, summaries),
        *(_number(figures[percentile], 2) for percentile in ("p50_ms", "p95_ms", "p99_ms")),
        errors,
        _number(figures["conflicts"]),
        "-" if lag is None else f"{lag:,.0f} ms, {events:,.0f} ev",
        "-" if caught_up is None else f"{caught_up:,.0f} ms",
        _number(figures.get("service_cpu_s_per_10k"), 2),
        _number(figures.get("postgres_cpu_s_per_10k"), 2),
        _number(figures.get("rss_mb")),
    ]


def _paragraphs(*texts: str) -> str:
    return "\n\n".join(filter(None, texts))


def _number(value: Optional[float], digits: int = 0) -> str:
    return "-" if value is None else f"{value:,.{digits}f}"


def _aligned(line: Line, widths: list[int]) -> list[str]:
    return [line[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(line[1:], widths[1:]))]
