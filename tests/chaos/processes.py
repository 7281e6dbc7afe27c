"""Programs that are started again when they end, as `Restart=always` of systemd does."""

import contextlib
import os
import signal
import subprocess
import threading
import time

import psutil


class Kept:
    """One program, watched by a thread."""

    def __init__(self, name, command, *, log, environ=None, pause=1.0, cwd=None, pass_fds=()):
        self.name, self.command, self.pause = name, command, pause
        self.environ, self.cwd, self.pass_fds = environ, cwd, pass_fds
        self.log = log.open("ab")
        self.process, self.starts = None, 0
        self._wanted, self._over = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def start(self):
        self._wanted.set()

    @property
    def is_alive(self):
        return self.process is not None and self.process.poll() is None

    def _watch(self):
        while not self._over.is_set():
            if self._wanted.is_set() and not self.is_alive:
                if self.starts:
                    self._over.wait(self.pause)
                if self._wanted.is_set() and not self._over.is_set():
                    self._start()
            time.sleep(0.05)

    def _start(self):
        self.starts += 1
        self.process = subprocess.Popen(
            self.command, env=self.environ, cwd=self.cwd, stdin=subprocess.DEVNULL, stdout=self.log,
            stderr=self.log, pass_fds=self.pass_fds, start_new_session=True,
        )  # fmt: skip

    def kill(self):
        """Kill it without a word, and all that it started; it comes again."""
        if self.is_alive:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def kill_alone(self):
        """Kill the program itself; what it started finds out."""
        if self.is_alive:
            self.process.kill()
            self.process.wait()

    def stop(self, number=signal.SIGTERM, *, patience=40):
        """End it, and keep it ended until `start`."""
        self._wanted.clear()
        if self.is_alive:
            self.process.send_signal(number)
            try:
                self.process.wait(patience)
            except subprocess.TimeoutExpired:
                self.kill()

    def children(self):
        if not self.is_alive:
            return []
        return psutil.Process(self.process.pid).children(recursive=True)

    def memory(self):
        """Return the megabytes that it and its children hold for themselves."""
        total = 0
        for process in [psutil.Process(self.process.pid), *self.children()] if self.is_alive else []:
            with contextlib.suppress(psutil.Error):
                total += process.memory_full_info().uss
        return total / 1024 / 1024

    def close(self):
        self.stop(patience=10)
        self._over.set()
        self._thread.join()
        self.kill()
        self.log.close()
