"""What was answered with success, and whether the site still has it."""

import threading
from dataclasses import dataclass, field

import urllib3

SETTLED = ("succeeded", "todo")
# A word is there in the newest version or an older one, and the article once.
_SAVED = """
SELECT count(DISTINCT article.id), bool_or(revision.snapshot::text LIKE '%%' || %(words)s || '%%')
FROM articles_article AS article JOIN articles_revision AS revision ON revision.article_id = article.id
WHERE article.id = %(number)s
"""
_TWICE = """
SELECT count(*) FROM articles_article WHERE headline LIKE '%%' || %s || '%%'
"""
_JOBS = """
SELECT job.status::text, worker.id IS NULL, failure.error
FROM procrastinate_jobs AS job LEFT JOIN procrastinate_workers AS worker ON worker.id = job.worker_id
LEFT JOIN newsroom_jobfailure AS failure ON failure.job_id = job.id WHERE job.id = %s
"""
_STUCK = """
SELECT job.id, job.task_name FROM procrastinate_jobs AS job
LEFT JOIN procrastinate_workers AS worker ON worker.id = job.worker_id
WHERE status = 'doing' AND (worker.id IS NULL OR worker.last_heartbeat < now() - interval '45 seconds')
"""


@dataclass
class Ledger:
    """Told by those who work at the site; any thread may write."""

    saved: list = field(default_factory=list)  # (article, words)
    begun: list = field(default_factory=list)  # words of new articles, answered or not: never twice
    published: dict = field(default_factory=dict)  # article -> words
    withdrawn: set = field(default_factory=set)
    unsure: set = field(default_factory=set)  # articles of which a move was not answered
    jobs: list = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def write(self, kind, *entry):
        with self.lock:
            book = getattr(self, kind)
            if isinstance(book, dict):
                book[entry[0]] = entry[1]
            elif isinstance(book, set):
                book.add(entry[0])
            else:
                book.append(entry if len(entry) > 1 else entry[0])

    def losses(self, database, origin):
        """Name all that was promised and is not so; an empty list is what is wanted."""
        with self.lock:
            books = (list(self.saved), list(self.begun), dict(self.published), set(self.withdrawn))
        saved, begun, published, withdrawn = books
        with database.connect() as connection:
            return [
                *_lost_words(connection, saved),
                *_doubles(connection, begun),
                *_stuck(connection),
                *_lost_jobs(connection, list(self.jobs)),
                *_unread(origin, published, withdrawn | self.unsure),
                *_still_read(origin, withdrawn),
            ]


def _lost_words(connection, saved):
    for number, words in saved:
        count, has = connection.execute(_SAVED, {"number": number, "words": words}).fetchone()
        if count != 1 or not has:
            yield f"article {number} has lost {words}"


def _doubles(connection, begun):
    for words in begun:
        (count,) = connection.execute(_TWICE, [words]).fetchone()
        if count > 1:
            yield f"{words} is there {count} times"


def _stuck(connection):
    for number, task in connection.execute(_STUCK).fetchall():
        yield f"job {number} ({task}) is stuck without its worker"


def _lost_jobs(connection, jobs):
    for number in jobs:
        found = connection.execute(_JOBS, [number]).fetchone()
        if found is None:
            yield f"job {number} is gone"
            continue
        status, has_no_worker, error = found
        is_told = status == "failed" and error
        if status not in SETTLED and not is_told and (status != "doing" or has_no_worker):
            yield f"job {number} is {status}"


def ask(origin, path):
    with urllib3.PoolManager(retries=False, timeout=30) as pool:
        answer = pool.request("GET", origin + path, redirect=True)
    return answer.status, answer.data.decode(errors="replace")


def _unread(origin, published, gone):
    for number, words in published.items():
        if number in gone:
            continue
        status, text = ask(origin, f"/articles/{number}.json")
        if status != 200 or words not in text:
            yield f"the published article {number} answers {status} without {words}"


def _still_read(origin, withdrawn):
    for number in withdrawn:
        status, _text = ask(origin, f"/articles/{number}.json")
        if status != 410:
            yield f"the withdrawn article {number} answers {status}"
