"""Several programs under one parent: a dead one is started again, and all stop together."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import FrameType

POLL_SECONDS = 0.2
STOP_SECONDS = 20.0
QUICK_SECONDS = 5.0
MAX_QUICK_DEATHS = 5


class StopFlag:
    """Whether SIGTERM or SIGINT came; a second one ends the process at once."""

    def __init__(self) -> None:
        self._raised = False

    def __call__(self) -> bool:
        return self._raised

    def listen(self) -> "StopFlag":
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._raise)
        return self

    def _raise(self, _number: int, _frame: FrameType | None) -> None:
        if self._raised:
            sys.exit(1)
        self._raised = True


def stop_with_parent() -> None:
    """Have this process receive SIGTERM when its parent ends, however that happens: the parent holds our input open."""

    def wait() -> None:
        while os.read(sys.stdin.fileno(), 1):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, name="stop-with-parent", daemon=True).start()


@dataclass
class Program:
    name: str
    """As a person reads it, in French."""
    command: Sequence[str]
    inherited: Sequence[int] = ()
    """File descriptors that the program shares with its parent."""
    process: "subprocess.Popen[bytes] | None" = None
    started_at: float = 0.0
    start_after: float = 0.0
    quick_deaths: int = 0

    def start(self) -> None:
        self.process = subprocess.Popen(  # noqa: S603 -- our own programs
            self.command, stdin=subprocess.PIPE, pass_fds=self.inherited, start_new_session=True
        )
        self.started_at = time.monotonic()

    def note_death(self) -> None:
        """Choose when to start again: at once, or later and later if it keeps dying young."""
        now = time.monotonic()
        self.quick_deaths = self.quick_deaths + 1 if now - self.started_at < QUICK_SECONDS else 0
        self.start_after = now + (2 ** (self.quick_deaths - 4) if self.quick_deaths > 1 else 0)
        self.stop(patience=0)

    def stop(self, *, patience: float) -> None:
        """Wait so many seconds for the program to end, then kill it."""
        if self.process is None:
            return
        try:
            self.process.wait(timeout=patience)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self.process.communicate()
        self.process = None


@dataclass
class Supervisor:
    programs: Sequence[Program]
    say: Callable[[str], None]
    should_stop: Callable[[], bool] = field(default_factory=lambda: StopFlag().listen())

    def run(self) -> bool:
        """Keep the programs running until told to stop; False when one of them cannot live and all were stopped."""
        try:
            while not self.should_stop():
                for program in self.programs:
                    if not self._keep_alive(program):
                        return False
                time.sleep(POLL_SECONDS)
            return True
        finally:
            self._stop_all()

    def _keep_alive(self, program: Program) -> bool:
        code = None if program.process is None else program.process.poll()
        if code is not None:
            program.note_death()
            if program.quick_deaths >= MAX_QUICK_DEATHS:
                self.say(f"{program.name} ne démarre pas : arrêt.")
                return False
        if program.process is None and time.monotonic() >= program.start_after:
            program.start()
        if code is not None:
            self.say(f"{program.name} s’est arrêté (code {code}) : redémarrage.")
        return True

    def _stop_all(self) -> None:
        for program in self.programs:
            if program.process is not None:
                program.process.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for program in self.programs:
            program.stop(patience=max(0.0, deadline - time.monotonic()))
