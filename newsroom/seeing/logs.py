"""Lines of the log: one JSON object each for machines, readable ones for a person at a terminal.

Only the facts named here leave the process: what libraries hang on their records, requests and arguments of
jobs among it, stays out.
"""

import logging
import re
from datetime import UTC, datetime
from typing import Any

from pythonjsonlogger.json import JsonFormatter

from newsroom.seeing.jobs import current_job
from newsroom.seeing.privacy import without_persons
from newsroom.seeing.requests import current

FACTS = (
    "view", "method", "status", "ms", "queries", "query_ms", "sql", "task", "job_id", "action", "attempts",
    "account",
)  # fmt: skip
# What moves the cursor of a terminal, colours it or begins another line.
_CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]")
# Procrastinate writes the arguments of a job and what it returned into its words.
_WORDS_OF_JOBS = re.compile(r"(\[\d+\])\(.*?\)(?= ended with status| *$)(.*?)( - Result: .*)?$", re.DOTALL)


def told(record: logging.LogRecord) -> str:
    text = record.getMessage()
    if record.name.startswith("procrastinate"):
        text = _WORDS_OF_JOBS.sub(r"\1\2", text)
    # Made of names that we gave; whoever is called «admin» would tear «admin:index» apart.
    return text if record.name == "newsroom.requests" else without_persons(text)


def facts_of(record: logging.LogRecord) -> dict[str, Any]:
    """Collect what a line tells beside its words: the request and the job that it belongs to, too."""
    facts = {name: getattr(record, name) for name in FACTS if getattr(record, name, None) is not None}
    if (request := current.get()) is not None:
        facts["request_id"] = request.seen.id
    if job := (getattr(record, "job", None) or current_job.get()):
        facts |= {"job_id": job["id"], "task": job["task_name"]}
    if jobs := getattr(record, "jobs", None):
        facts["jobs"] = [{"job_id": job["id"], "task": job["task_name"]} for job in jobs]
    return facts


def has_trace(record: logging.LogRecord) -> bool:
    """What fails in a job is told with its trace by `newsroom.errors` already."""
    return bool(record.exc_info) and not record.name.startswith("procrastinate")


class JSONLines(JsonFormatter):
    """«{"at": "2024-12-31T07:30:00.123+00:00", "level": "INFO", "logger": …, "message": …, …}»."""

    def __init__(self) -> None:
        super().__init__(json_ensure_ascii=False, json_default=str)

    def add_fields(self, log_data: Any, record: logging.LogRecord, message_dict: dict[str, Any]) -> None:
        log_data |= {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname, "logger": record.name, "message": told(record), **facts_of(record),
        }  # fmt: skip
        if has_trace(record):
            log_data["trace"] = without_persons(message_dict["exc_info"])


class ReadableLines(logging.Formatter):
    """«10:30:00 INFO newsroom.requests: GET article 200 · request_id=… ms=3.1»."""

    def format(self, record: logging.LogRecord) -> str:
        facts = " ".join(f"{name}={value}" for name, value in facts_of(record).items())
        line = f"{self.formatTime(record)} {record.levelname} {record.name}: {told(record)}"
        line = _visible(f"{line} · {facts}" if facts else line).replace("\n", "\\n")
        if not (record.exc_info and has_trace(record)):
            return line
        return f"{line}\n{_visible(without_persons(self.formatException(record.exc_info)))}"


def _visible(text: str) -> str:
    """Write what would command a terminal as its number: ESC → «\\x1b»."""
    return _CONTROLS.sub(lambda found: repr(found[0])[1:-1], text)
