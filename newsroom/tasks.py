"""Jobs of the house itself (DESIGN 2.10)."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from newsroom import lockouts, notices
from newsroom.backups.faults import Busy
from newsroom.backups.nightly import Silence, back_up, prove
from newsroom.backups.opening import open_store
from newsroom.finished_jobs import forget_old
from newsroom.lost_jobs import take_back


@app.periodic(cron="10 1 * * *")
@app.task(queueing_lock="make_backup", pass_context=False)
def make_backup(timestamp: int) -> str:
    """Copy the newsroom, where BACKUP_URL says where to, and let another job test the copy."""
    store = open_store()
    if store is None:
        return ""
    try:
        copy, _gone = back_up(store, Silence())
    except Busy:  # a person is at it
        return ""
    test_backup.configure(queueing_lock="test_backup").defer(name=copy.name)
    return copy.name


@app.periodic(cron="35 3 * * *")
@app.task(queueing_lock="forget_jobs", pass_context=False)
def forget_jobs(timestamp: int) -> int:
    """Forget jobs that are over: those that went well after days, those that failed after a month."""
    return forget_old()


@app.periodic(cron="55 3 * * *")
@app.task(queueing_lock="forget_sign_ins", pass_context=False)
def forget_sign_ins(timestamp: int) -> int:
    """Forget from where and on what people signed in, or failed to, long ago."""
    return lockouts.forget_old()


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="take_back_jobs", pass_context=False)
def take_back_jobs(timestamp: int) -> int:
    """Let jobs begin again whose worker was killed."""
    return take_back()


@app.task(queueing_lock="test_backup", pass_context=False)
def test_backup(name: str) -> str:
    """Restore a copy aside and compare; what is wrong is told at the desk."""
    store = open_store()
    return prove(store, name, Silence())[1] if store else ""


@app.task(pass_context=False, retry=RetryStrategy(max_attempts=6, exponential_wait=5))
def mail_notice(person_id: int, change: str, at: str, former: str = "") -> bool:
    """Tell a person by mail of a change to their sign-in; twice is better than never."""
    return notices.send(person_id, change, at, former=former)
