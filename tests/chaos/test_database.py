"""The database restarts, dies, is full, hangs, is cut off, and hands over to its replica."""

import contextlib
import os
import signal
import subprocess
import time

import psycopg
import psutil
import pytest

from tests.chaos import account

pytestmark = pytest.mark.chaos


def test_a_restart_of_the_database_loses_nothing(site):
    with site.fault("database restarted"):
        site.database.restart()
        time.sleep(1)
        site.database.wait()


def test_a_killed_database_comes_back_with_all_that_was_answered(site):
    with site.fault("database killed (SIGKILL of the postmaster)"):
        site.database.keeper.kill_alone()
        site.database.wait()
