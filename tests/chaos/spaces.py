"""A network of our own between the site and its database, which can be cut; it needs root."""

import os
import shutil
import subprocess


def run(*words):
    subprocess.run(words, check=True, capture_output=True)


class Space:
    """A network namespace, joined to that of the machine by a cable."""

    def __init__(self):
        self.name, self.cable = f"chaos-{os.getpid()}", f"ch{os.getpid()}"
        network = f"198.18.{os.getpid() % 256}"  # of the range for trials (RFC 2544), routed nowhere
        self.ours, self.theirs = f"{network}.1", f"{network}.2"

    def open(self):
        """Say whether this machine lets us; where not, everything lives on loopback."""
        if os.geteuid() or not shutil.which("ip") or not shutil.which("setpriv"):
            return False
        try:
            run("ip", "netns", "add", self.name)
            run("ip", "link", "add", self.cable, "type", "veth", "peer", "name", "site", "netns", self.name)
            run("ip", "addr", "add", f"{self.ours}/30", "dev", self.cable)
            run("ip", "link", "set", self.cable, "up")
            self._inside("ip", "addr", "add", f"{self.theirs}/30", "dev", "site")
            self._inside("ip", "link", "set", "site", "up")
            self._inside("ip", "link", "set", "lo", "up")
        except subprocess.CalledProcessError:
            self.close()
            return False
        return True

    def _inside(self, *words):
        run("ip", "netns", "exec", self.name, *words)

    def cut(self):
        """Let nothing come back: packets arrive there, and no answer ever leaves."""
        self._inside("ip", "route", "add", "blackhole", f"{self.ours}/32")

    def mend(self):
        self._inside("ip", "route", "del", "blackhole", f"{self.ours}/32")

    def close(self):
        for words in (("netns", "del", self.name), ("link", "del", self.cable)):
            subprocess.run(["ip", *words], check=False, capture_output=True)
