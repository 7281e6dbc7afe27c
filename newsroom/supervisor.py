"""Keep the web server and the worker running together, and end them together."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import FrameType

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
GRACE = 10  # seconds a child has to end by itself
LONGEST_PAUSE = 30  # seconds before a worker that keeps dying is tried again
STEADY = 60  # seconds after which a worker counts as healthy
TICK = 0.2
PR_SET_PDEATHSIG = 1


@dataclass
class Child:
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = 1.0

    def start(self) -> None:
        self.started = time.monotonic()
        # A session of its own: Ctrl-C reaches us alone, and we end the children in order.
        self.process = subprocess.Popen(
            self.command, start_new_session=True, preexec_fn=_die_with_parent, stdin=subprocess.DEVNULL
        )

    @property
    def exit_status(self) -> int | None:
        return self.process.poll() if self.process else None

    @property
    def is_alive(self) -> bool:
        """Tell whether the child or one that it left behind is there."""
        return (self.process is not None and self.exit_status is None) or self.send(0)

    def send(self, number: int) -> bool:
        """Signal the child and all that it started; tell whether anybody was there to hear."""
        if self.process is None:
            return False
        try:
            os.killpg(self.process.pid, number)
        except ProcessLookupError:
            return False
        return True

    def restart_after_pause(self) -> None:
        """Start again, later each time it dies young."""
        age = time.monotonic() - self.started
        if age >= STEADY:
            self.pause = 1.0
        if age >= self.pause:
            self.pause = min(self.pause * 2, LONGEST_PAUSE)
            self.start()


@dataclass
class Supervisor:
    """Run `web`, whose end ends everything, and `worker`, which is started again."""

    web: Child
    worker: Child
    on_tick: Callable[[], None]
    stops: int = field(default=0)

    def run(self) -> int:
        """Serve until a signal or the end of the web server; return the exit status."""
        for number in STOP_SIGNALS:
            signal.signal(number, self._on_signal)
        try:
            self.web.start()
            self.worker.start()
            while not self.stops and self.web.exit_status is None:
                self._tick()
        finally:
            status = self.web.exit_status
            self._end_children()
        return 0 if self.stops else abs(status or 1)

    def _tick(self) -> None:
        self.on_tick()
        if self.worker.exit_status is not None:
            self.worker.restart_after_pause()
        time.sleep(TICK)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self.stops += 1
        if self.stops > 1:  # Somebody is in a hurry.
            self._send(signal.SIGKILL)

    def _end_children(self) -> None:
        self._send(signal.SIGTERM)
        deadline = time.monotonic() + GRACE
        while (self.web.is_alive or self.worker.is_alive) and time.monotonic() < deadline:
            time.sleep(TICK / 4)
        self._send(signal.SIGKILL)

    def _send(self, number: int) -> None:
        for child in (self.web, self.worker):
            child.send(number)


def _die_with_parent() -> None:
    """Ask Linux to end the child if we are killed: no orphan keeps the port."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
