"""Readers, an editor and someone who asks for jobs, each in a thread, until they are told to stop."""

import itertools
import threading
import time
from dataclasses import dataclass

import psycopg
import urllib3

from tests.chaos.desk import TIMEOUT, Desk, Refused

ERRORS = (OSError, Refused, urllib3.exceptions.HTTPError, ValueError)
WORDS = itertools.count(1)
JOB = """
SELECT unnest(procrastinate_defer_jobs_v1(ARRAY[ROW(
    'default', %s, 0, NULL, NULL, %s::jsonb, NULL)::procrastinate_job_to_defer_v1]))
"""


@dataclass(frozen=True, slots=True)
class Visit:
    began: float
    ended: float
    error: str = ""


class Person(threading.Thread):
    """Does one thing after the other, and remembers when each began, ended and failed."""

    pause = 0.05

    def __init__(self, site):
        super().__init__(daemon=True)
        self.site, self.visits, self.over = site, [], threading.Event()

    def run(self):
        while not self.over.is_set():
            began = time.monotonic()
            try:
                self.act()
            except (*ERRORS, psycopg.Error) as error:
                self.visits.append(Visit(began, time.monotonic(), f"{type(error).__name__}: {error}"[:200]))
                self.recover()
            else:
                self.visits.append(Visit(began, time.monotonic()))
            self.over.wait(self.pause)

    def recover(self):
        """What a person does whose work failed."""

    def leave(self):
        self.over.set()
        self.join(60)


class Reader(Person):
    """Reads pages that are kept and pages that are not."""

    def __init__(self, site):
        super().__init__(site)
        self.pool = urllib3.PoolManager(num_pools=1, maxsize=1, retries=False, timeout=TIMEOUT)
        self.paths = itertools.cycle(site.public_paths())

    def act(self):
        path = next(self.paths)
        answer = self.pool.request("GET", self.site.origin + path, redirect=False)
        if answer.status not in (200, 301) or len(answer.data) < 200 and answer.status == 200:
            raise Refused(f"{path}: {answer.status}")


class Editor(Person):
    """Writes, changes, publishes and withdraws; sends again what was not answered, as a person would."""

    pause = 0.2

    def __init__(self, site):
        super().__init__(site)
        self.desk, self.waiting, self.turn = None, None, 0

    def act(self):
        if self.desk is None:
            self.desk = Desk(self.site.origin).sign_in()
        ledger = self.site.ledger
        if self.waiting is None:
            words = f"صدق{next(WORDS)}ة"
            self.waiting = (words, self.desk.blank())
            ledger.write("begun", words)
        words, fields = self.waiting
        number = self.desk.new_article(words, fields)
        ledger.write("saved", number, words)
        self.waiting = None
        self._go_on(number, words)

    def _go_on(self, number, words):
        ledger = self.site.ledger
        self.turn += 1
        more = f"زيد{next(WORDS)}ة"
        self.desk.change(number, more)
        ledger.write("saved", number, more)
        self._move("publish", number)
        ledger.write("published", number, words)
        if self.turn % 3 == 0:
            self._move("withdraw", number)
            ledger.write("withdrawn", number)

    def _move(self, name, number):
        self.site.ledger.write("unsure", number)
        getattr(self.desk, name)(number)
        self.site.ledger.unsure.discard(number)


class Clerk(Person):
    """Asks for jobs, in the way that the site does, and notes those that the database took."""

    pause = 0.5

    def __init__(self, site):
        super().__init__(site)
        ((self.source,),) = site.database.ask("SELECT min(id) FROM articles_source")

    def act(self):
        with self.site.database.connect() as connection:
            given = ("articles.tasks.settle_source", f'{{"source_id": {self.source}}}')
            (number,) = connection.execute(JOB, given).fetchone()
        self.site.ledger.write("jobs", number)


def outages(people, *, apart=1.0):
    """Return the spans in which visits failed, those close together as one."""
    visits = sorted((visit for person in people for visit in person.visits), key=lambda visit: visit.ended)
    spans, since = [], None
    for visit in visits:
        if visit.error and since is None:
            since = visit.began
        elif not visit.error and since is not None:
            if spans and since - spans[-1][1] < apart:
                spans[-1] = (spans[-1][0], visit.ended)
            else:
                spans.append((since, visit.ended))
            since = None
    if since is not None:
        spans.append((since, visits[-1].ended))
    return spans


def longest(people):
    return max((end - start for start, end in outages(people)), default=0.0)


def errors(people):
    return [visit.error for person in people for visit in person.visits if visit.error]


def slowest(people):
    return max((visit.ended - visit.began for person in people for visit in person.visits), default=0.0)


def p95(people):
    times = sorted(visit.ended - visit.began for person in people for visit in person.visits)
    return times[int(len(times) * 0.95)] if times else 0.0
