"""Measure the pages, print a table, write var/bench.json: `python -m bench [--turns N]`."""

import argparse
import json
import os
import statistics
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from bench import client, servers

RESULT = Path("var") / "bench.json"
TURNS = 30
CALLS_PER_TURN = 10
WARM_UP = 20
FLOOR = "plancher"
MS = 1000
OK = 200
COUNT_HEADER = "Mec-Bench-Queries"

Entry = dict[str, float | int | str]


def prepare() -> dict[str, tuple[str, str]]:
    """Fill the bench's own database; return name → (path, cookie) of the pages."""
    import django  # noqa: PLC0415 -- slow import, after the environment is set

    django.setup()
    from bench.addresses import addresses, fill_database  # noqa: PLC0415 -- app ready

    fill_database()
    return addresses()


def measure(requests: dict[str, tuple[int, bytes]], turns: int) -> dict[str, list[float]]:
    """Call each page a few times in turn, so that a slow moment of the machine weighs on all alike."""
    seconds: dict[str, list[float]] = {name: [] for name in requests}
    for name, (port, request) in requests.items():
        for _call in range(WARM_UP):
            answer = client.send(port, request)
            if answer.status != OK:
                raise servers.ServerError(f"{name} : {answer.status}")
    for _turn in range(turns):
        for name, (port, request) in requests.items():
            seconds[name] += [client.send(port, request).seconds for _call in range(CALLS_PER_TURN)]
    return seconds


def entry(seconds: list[float], floor: float, answer: client.Answer) -> Entry:
    p50 = statistics.median(seconds)
    found: Entry = {
        "value": round(p50 * MS, 3),
        "unit": "ms",
        "p50_ms": round(p50 * MS, 3),
        "p95_ms": round(statistics.quantiles(seconds, n=20)[-1] * MS, 3),
        "bytes": answer.body_bytes,
        "ratio_to_floor": round(p50 / floor, 1),
        "n": len(seconds),
    }
    if COUNT_HEADER.lower() in answer.headers:
        found["queries"] = int(answer.headers[COUNT_HEADER.lower()])
    return found


def run(turns: int) -> dict[str, Entry]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="mec-bench-")))
        os.environ |= {"DJANGO_SETTINGS_MODULE": "bench.settings", "MEC_DATA_DIR": str(folder)}
        found = prepare()
        floor_port = stack.enter_context(servers.gunicorn("bench.floor:application", log=folder / "floor.log"))
        product_port = stack.enter_context(servers.gunicorn("bench.product:application", log=folder / "product.log"))
        headers = {name: {"Cookie": cookie} if cookie else {} for name, (_, cookie) in found.items()}
        requests = {FLOOR: (floor_port, client.request_bytes("127.0.0.1", "/"))} | {
            name: (product_port, client.request_bytes("localhost", path, **headers[name]))
            for name, (path, _) in found.items()
        }
        seconds = measure(requests, turns)
        floor = statistics.median(seconds[FLOOR])
        results = {}
        for name, (port, request) in requests.items():
            counted = request[:-2] + f"{COUNT_HEADER}: 1\r\n\r\n".encode()
            results[name] = entry(seconds[name], floor, client.send(port, counted))
    return results


def table(results: dict[str, Entry]) -> str:
    lines = [f"{'page':<24}{'p50 ms':>9}{'p95 ms':>9}{'× U':>8}{'requêtes':>10}{'octets':>9}{'n':>6}"]
    lines += [
        f"{name:<24}{row['p50_ms']:>9}{row['p95_ms']:>9}{row['ratio_to_floor']:>8}"
        f"{row.get('queries', ''):>10}{row['bytes']:>9}{row['n']:>6}"
        for name, row in results.items()
    ]
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Mesure les pages du service.")
    parser.add_argument("--turns", type=int, default=TURNS, help="nombre de tours de dix appels par page")
    results = run(parser.parse_args().turns)
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(results, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    print(table(results))
    return 0


if __name__ == "__main__":
    sys.exit(main())
