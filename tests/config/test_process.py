"""One parent and its programs."""

import os
import signal
import sys

from mec.config.process import MAX_QUICK_DEATHS, Program, StopFlag, Supervisor
from tests.process import Gate

WAITS = "import sys; sys.stdin.read()"


def test_program_that_cannot_live_stops_everything():
    said = []
    doomed = Program("Le site", [sys.executable, "-c", "raise SystemExit(3)"])
    healthy = Program("Les travaux", [sys.executable, "-c", WAITS])
    assert Supervisor([healthy, doomed], say=said.append, should_stop=lambda: False).run() is False
    restarts = ["Le site s’est arrêté (code 3) : redémarrage."] * (MAX_QUICK_DEATHS - 1)
    assert said == [*restarts, "Le site ne démarre pas : arrêt."]
    assert (healthy.process, doomed.process) == (None, None)


def test_program_that_dies_is_started_again(tmp_path):
    gate = Gate.make(tmp_path / "gate")
    stops_at_gate = (
        "import os, sys; from pathlib import Path; from tests.process import Gate;"
        f"Path(sys.argv[1]).write_text(str(os.getpid())); Gate(Path({str(gate.folder)!r})).stop()"
    )
    pids = []

    def should_stop() -> bool:
        if program.process is not None and len(pids) < 2:
            gate.wait()
            pids.append(int((tmp_path / "pid").read_text()))
            os.kill(pids[-1], signal.SIGKILL)
            program.process.wait()
        return len(pids) == 2

    said = []
    program = Program("Le site", [sys.executable, "-c", stops_at_gate, str(tmp_path / "pid")])
    assert Supervisor([program], say=said.append, should_stop=should_stop).run() is True
    assert len(set(pids)) == 2
    assert said == ["Le site s’est arrêté (code -9) : redémarrage."]


def test_flag_is_raised_by_the_first_signal_and_the_second_leaves():
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)}
    try:
        flag = StopFlag().listen()
        assert flag() is False
        signal.raise_signal(signal.SIGTERM)
        assert flag() is True
        left = None
        try:
            signal.raise_signal(signal.SIGINT)
        except SystemExit as error:
            left = error.code
        assert left == 1
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
