"""The database restarts, dies, is full, hangs, is cut off, and hands over to its replica."""

import contextlib
import os
import signal
import subprocess
import time
from contextlib import contextmanager

import psutil
import psycopg
import pytest

from tests.chaos import people

pytestmark = pytest.mark.chaos
CUT = 10
# A page that waits for a network that swallows packets gives up after so long.
LONGEST_WAIT = 25


def test_a_restart_of_the_database_loses_nothing(site):
    with site.fault("database restarted"):
        site.database.restart()
        time.sleep(1)
        site.database.wait()


def test_a_killed_database_comes_back_with_all_that_was_answered(site):
    with site.fault("database killed (SIGKILL of the postmaster)"):
        site.database.keeper.kill_alone()
        site.database.wait()


def test_a_client_that_takes_all_connections_only_holds_the_site_up(site):
    with site.fault("out of connections for 10 s") as outcome:
        taken = [site.database.connect()]
        taken[0].execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
        )
        end = time.monotonic() + CUT
        while time.monotonic() < end:
            try:
                taken.append(site.database.connect())
            except psycopg.OperationalError:
                time.sleep(0.2)
        outcome.note = f"{len(taken)} connections taken by another"
        for connection in taken:
            connection.close()


def test_a_database_that_hangs_for_ten_seconds_answers_again(site):
    with site.fault(f"database hangs for {CUT} s (SIGSTOP)") as outcome:
        processes = [psutil.Process(site.database.keeper.process.pid), *site.database.keeper.children()]
        for process in processes:
            process.send_signal(signal.SIGSTOP)
        time.sleep(CUT)
        for process in processes:
            process.send_signal(signal.SIGCONT)
        outcome.note = "nobody can tell it from a slow one"


def test_a_cut_between_site_and_database_holds_nobody_for_long(site):
    if not site.has_space:
        pytest.skip("a network of our own needs root and `ip`")
    with site.fault(f"network cut for {CUT} s") as outcome:
        site.space.cut()
        time.sleep(CUT)
        site.space.mend()
        outcome.note = "packets swallowed"
    assert people.slowest(outcome.readers) < LONGEST_WAIT


def test_a_full_disk_of_the_database_loses_nothing_and_room_is_enough_to_mend_it(site, tmp_path):
    with small_disk(tmp_path / "disk", megabytes=600) as disk:
        home = site.database.data
        data = disk / "data"
        data.mkdir(mode=0o700)
        site.database.move(data, site.log("database"))
        try:
            with site.fault("disk of the database full for 10 s") as outcome:
                filler = fill(disk)
                use_up_the_log(site.database)
                time.sleep(CUT)
                outcome.note = f"{filler.stat().st_size // 1024 // 1024} MB of others took the room"
                filler.unlink()
                site.database.wait()
        finally:
            site.database.move(home, site.log("database"))


@contextmanager
def small_disk(folder, *, megabytes):
    folder.mkdir()
    made = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=755", "chaos", str(folder)]
    if os.geteuid() or subprocess.run(made, check=False, capture_output=True).returncode:
        pytest.skip("a small disk needs root and mount")
    for parent in folder.parents:
        if len(parent.parts) > 2:
            parent.chmod(parent.stat().st_mode | 0o001)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def use_up_the_log(database):
    """Go on to another segment until no room is left for one, which no server survives."""
    with contextlib.suppress(psycopg.Error):
        for _segment in range(20):
            database.ask("SELECT pg_switch_wal(), txid_current()")


def fill(disk):
    """Take all room that is left, to the last page."""
    path = disk / "others"
    with path.open("wb", buffering=0) as file:
        for size in (1024 * 1024, 4096, 1):
            with contextlib.suppress(OSError):
                while True:
                    file.write(b"\0" * size)
    return path


def test_a_replica_takes_over_from_a_killed_primary(site):
    site.standby.copy_of(site.primary)
    site.standby.start(site.log("standby"))
    with site.primary.connect() as connection:
        connection.execute("ALTER SYSTEM SET synchronous_standby_names = '*'")
        connection.execute("SELECT pg_reload_conf()")
    wait_for_replica(site.primary)
    with site.fault("failover: primary killed, replica promoted") as outcome:
        site.primary.keeper._wanted.clear()
        site.primary.keeper.kill_alone()
        began = time.monotonic()
        site.standby.promote()
        site.database = site.standby
        outcome.note = f"promoted after {time.monotonic() - began:.1f} s; DATABASE_URL names both"


def wait_for_replica(primary, *, within=30):
    end = time.monotonic() + within
    while not primary.ask("SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync'"):
        assert time.monotonic() < end, "the replica does not follow"
        time.sleep(0.2)
