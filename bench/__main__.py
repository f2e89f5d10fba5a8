"""Measure the pages at two sizes on each engine, print a table, write var/bench.json: `python -m bench`."""

import argparse
import json
import os
import statistics
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from bench import bases, client, export, report, servers
from bench.addresses import CSRF

RESULT = Path("var") / "bench.json"
SMALL, LARGE = 4_000, 40_000
TURNS = 6
CALLS_PER_TURN = 5
WARM_UP = 5
FLOOR = "plancher"
MS = 1000
PASSING = (200, 302)
COUNT_HEADER = "Mec-Bench-Queries"

Requests = dict[str, tuple[int, Callable[..., bytes]]]


def requests_of(base: bases.Base, port: int) -> Requests:
    """Return name → port and what makes its request, headers added."""
    found = json.loads(bases.run(base, "bench.addresses"))
    return {name: (port, _maker(**where)) for name, where in found.items()}


def _maker(path: str, cookie: str, form: dict[str, str] | None) -> Callable[..., bytes]:
    headers = {"Cookie": cookie} if cookie else {}
    if form is None:
        return lambda **more: client.request_bytes("localhost", path, **headers, **more)
    fields = form | {"csrfmiddlewaretoken": CSRF}
    return lambda **more: client.form_bytes("localhost", path, fields, **headers, **more)


def measure(requests: Requests, turns: int) -> dict[str, list[float]]:
    """Call each page a few times in turn, so that a slow moment of the machine weighs on all alike."""
    seconds: dict[str, list[float]] = {name: [] for name in requests}
    for name, (port, make) in requests.items():
        for _call in range(WARM_UP):
            answer = client.send(port, make())
            if answer.status not in PASSING:
                raise servers.ServerError(f"{name} : {answer.status}")
    for _turn in range(turns):
        for name, (port, make) in requests.items():
            seconds[name] += [client.send(port, make()).seconds for _call in range(CALLS_PER_TURN)]
    return seconds


def entry(seconds: list[float], floor: float, answer: client.Answer) -> dict[str, Any]:
    p50 = statistics.median(seconds)
    found: dict[str, Any] = {
        "p50_ms": round(p50 * MS, 3),
        "p95_ms": round(statistics.quantiles(seconds, n=20)[-1] * MS, 3),
        "bytes": answer.body_bytes,
        "ratio_to_floor": round(p50 / floor, 1),
        "n": len(seconds),
    }
    if COUNT_HEADER.lower() in answer.headers:
        found["queries"] = int(answer.headers[COUNT_HEADER.lower()])
    return found


def run(base: bases.Base, turns: int, *, search: bool) -> dict[str, Any]:
    bases.prepare(base)
    os.environ |= base.environment
    with ExitStack() as stack:
        logs = base.folder
        floor_port, _ = stack.enter_context(servers.gunicorn("bench.floor:application", log=logs / "floor.log"))
        port, master = stack.enter_context(servers.gunicorn("bench.product:application", log=logs / "product.log"))
        requests = requests_of(base, port)
        _, whole_list = requests.pop(report.EXPORT)
        requests = {FLOOR: (floor_port, lambda **more: client.request_bytes("127.0.0.1", "/", **more))} | requests
        seconds = measure(requests, turns)
        floor = statistics.median(seconds[FLOOR])
        pages = {
            name: entry(seconds[name], floor, client.send(at, make(**{COUNT_HEADER: "1"})))
            for name, (at, make) in requests.items()
        }
        export.download(port, whole_list(), master)
        exported = export.download(port, whole_list(), master)
    os.environ.pop("DATABASE_URL", None)
    found: dict[str, Any] = {"pages": pages, "export": exported}
    if search:
        found |= {name: json.loads(bases.run(base, f"bench.{name}")) for name in ("search", "matching")}
    return found


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Mesure les pages du service.")
    parser.add_argument("--turns", type=int, default=TURNS, help=f"tours de {CALLS_PER_TURN} appels par page")
    parser.add_argument("--engine", choices=["sqlite", "postgresql"], help="un seul moteur")
    parser.add_argument("--small", type=int, default=SMALL, help="projets de la petite base")
    parser.add_argument("--large", type=int, default=LARGE, help="projets de la grande")
    options = parser.parse_args()
    engines = [options.engine] if options.engine else ["sqlite", *(["postgresql"] if bases.has_postgresql() else [])]
    results = {
        engine: {
            str(size): run(bases.Base(engine, size), options.turns, search=size == options.large)
            for size in (options.small, options.large)
        }
        for engine in engines
    }
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(results, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    verdicts = report.verdicts(results, small=str(options.small), large=str(options.large))
    print(report.table(verdicts))
    print("", *report.notes(results, large=str(options.large)), sep="\n")
    missed = [verdict for verdict in verdicts if not verdict.passed]
    print(f"\n{len(missed)} mesure(s) au-dessus de la barre." if missed else "\nToutes les barres sont tenues.")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
