"""Teach the analyser words: look ahead at what an entry joins, write it with its audit, follow it everywhere.

The number of the newest change is the revision of the tables. A row of an older revision is stale only where
it holds a lexeme that a change moved, so an entry costs the articles that it is about and no others.
"""

import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, transaction
from django.db.models import Count, Max, Q
from django.utils import timezone

from articles.models import ArticleSearch, WordAction, WordChange, WordEntry
from articles.search.expressions import LexemeQuery
from newsroom.arabic import Analyser, Entry, fold, install
from newsroom.arabic.evidence import ends_in_teh_marbuta
from newsroom.arabic.lexicon import frequencies
from newsroom.replicas import bounded, primary

# A database that hangs must not hang who asks whether we live.
UNASKING = frozenset({"/healthz", "/readyz"})
MOST_COUNTED = 10_000
LONGEST_IMPORT = timedelta(days=1)
_LOCK = 0x776F7264
_BEFORE = ("", "ال", "و", "وال", "ب", "بال", "ل", "لل", "ف", "ك")
_BEHIND = ("", "ه", "ها", "هم", "نا", "ين", "ان", "ات", "ا")

Moved = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Outlook:
    """What an entry would do: words that become one, words that part, and the articles to be read again."""

    joined: list[list[str]]
    parted: list[tuple[list[str], list[str]]]
    moved: Moved
    stale: int

    @property
    def is_more(self) -> bool:
        return self.stale > MOST_COUNTED


class _State:
    """What this process knows of the tables, and when it last asked."""

    def __init__(self) -> None:
        self.standing = 0, 0
        self.looked = float("-inf")


_state = _State()


def refresh(*, now: bool = False, environ: Mapping[str, Any] | None = None, **_signal: Any) -> None:
    """Take over changes of the words; asks the database once in WORDS_SECONDS at most, unless `now`."""
    if environ and environ.get("PATH_INFO") in UNASKING:
        return
    moment = time.monotonic()
    if not now and (primary().is_out or moment - _state.looked <= settings.WORDS_SECONDS):
        return
    _state.looked = moment
    try:
        # Who asks for the newest waits for it; a reader goes on where a server hangs.
        with nullcontext() if now else bounded(DEFAULT_DB_ALIAS):
            standing = _ask()
    except DatabaseError:
        if connection.in_atomic_block:
            raise
        return  # whoever asked goes on with the words it knows
    if standing != _state.standing:
        _take(standing)


def _ask() -> tuple[int, int]:
    """Return the revision of the tables and how many changes rows have still to follow."""
    waiting = Count("pk", filter=Q(is_followed=False, is_settled=False))
    asked = WordChange.objects.aggregate(newest=Max("pk"), waiting=waiting)
    return asked["newest"] or 0, asked["waiting"]


def _take(standing: tuple[int, int]) -> None:
    older: defaultdict[str, set[str]] = defaultdict(set)
    for change in WordChange.objects.waiting():
        for old, new in change.moved:
            older[new].add(old)
    before = {new: tuple(sorted(_all_before(new, older) - {new})) for new in older}
    install(_entries(), standing[0], before)
    _state.standing = standing


def _all_before(lexeme: str, older: dict[str, set[str]]) -> set[str]:
    """Follow the changes back: what became «حوت» may have been moved before."""
    found, waiting = set(), [lexeme]
    while waiting:
        for old in older.get(waiting.pop(), ()):
            if old not in found:
                found.add(old)
                waiting.append(old)
    return found


def newest() -> int:
    """Return the number of the newest change."""
    return _ask()[0]


def settle(*, until: int) -> None:
    """Note that all rows followed the changes `until` a number; old ones need not be looked for any more."""
    WordChange.objects.waiting().filter(pk__lte=until).update(is_followed=True)
    old = WordChange.objects.unsettled().filter(at__lt=timezone.now() - LONGEST_IMPORT)
    old.filter(is_followed=True).update(is_settled=True)


def _entries(*, without: WordEntry | None = None) -> list[Entry]:
    rows = WordEntry.objects.exclude(pk=without.pk) if without and without.pk else WordEntry.objects.all()
    return [row.as_entry() for row in rows.order_by("pk")]


@transaction.atomic
def save_entry(entry: WordEntry, *, by: Any) -> WordChange:
    """Add or change an entry; articles that it is about become stale with the same commit."""
    _lock()
    old = WordEntry.objects.filter(pk=entry.pk).first() if entry.pk else None
    moved = look_ahead(entry, before=old).moved
    entry.save()
    action = WordAction.CHANGE if old else WordAction.ADD
    return _note(action, old, entry, moved, by)


@transaction.atomic
def delete_entry(entry: WordEntry, *, by: Any) -> WordChange:
    _lock()
    moved = look_ahead(None, before=entry).moved
    entry.delete()
    return _note(WordAction.DELETE, entry, None, moved, by)


def _lock() -> None:
    """Let one change follow the other, so that the newest number is the last to be seen."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _note(
    action: str, before: WordEntry | None, after: WordEntry | None, moved: Moved, by: Any
) -> WordChange:
    change = WordChange.objects.create(
        action=action, before=str(before or ""), after=str(after or ""), moved=moved,
        by=by, by_name=str(by),
    )  # fmt: skip
    transaction.on_commit(lambda: refresh(now=True))
    return change


def look_ahead(after: WordEntry | None, *, before: WordEntry | None) -> Outlook:
    """Compare the tables with an entry put in the place of another, either of which may be none."""
    entries = [after.as_entry()] if after else []
    changed = entries + ([before.as_entry()] if before else [])
    others = _entries(without=before)
    old = Analyser(_entries())
    new = Analyser([*others, *entries])
    words = _probes(changed, (old, new))
    stems = {word: (_stem(old, word), _stem(new, word)) for word in words}
    moved = sorted({pair for pair in stems.values() if pair[0] != pair[1]})
    shown = _shown(stems, {form for entry in changed for form in (entry.head, *entry.forms)})
    return Outlook(_joined(shown), _parted(shown), moved, _count_stale(moved))


def _stem(of: Analyser, word: str) -> str:
    return of.words.analyse(word)[0][1]


def _probes(entries: list[Entry], analysers: Iterable[Analyser]) -> list[str]:
    """Return the words that entries may touch: those of the news that hold a form, and inflected forms."""
    forms = [form for entry in entries for form in (entry.head, *entry.forms)]
    keys = {fold(form)[: max(2, len(form) - 1)] for form in forms} | {
        _stem(of, form) for form in forms for of in analysers
    }
    known = frequencies()
    found = [word for word in known if any(key in word for key in keys)]
    found.sort(key=lambda word: -known[word])
    inflected = (
        before + _bare(form, behind) + behind for form in forms for before in _BEFORE for behind in _BEHIND
    )
    return list(dict.fromkeys([*forms, *found, *inflected]))


def _bare(form: str, behind: str) -> str:
    """Write ة as before a pronoun: «حملة» + «ها» → «حملتها»."""
    return f"{form[:-1]}{'' if behind == 'ات' else 'ت'}" if behind and form.endswith("ة") else form


def _shown(stems: dict[str, tuple[str, str]], forms: set[str]) -> dict[str, tuple[str, str]]:
    """Keep the forms of the entry and words that the news has, each once, as it is mostly spelled."""
    known = frequencies()
    shown: dict[str, tuple[str, str]] = {}
    seen: set[str] = set()
    for word, pair in stems.items():
        if (word in forms or word in known) and fold(word) not in seen:
            seen.add(fold(word))
            shown[f"{word[:-1]}ة" if ends_in_teh_marbuta(word) else word] = pair
    return shown


def _joined(stems: dict[str, tuple[str, str]]) -> list[list[str]]:
    """Return, for each lexeme that gains words, the words that will be one; the usual first."""
    gaining = sorted({new for old, new in stems.values() if old != new})
    groups = ([word for word in stems if stems[word][1] == lexeme] for lexeme in gaining)
    return [group for group in groups if len({stems[word][0] for word in group}) > 1]


def _parted(stems: dict[str, tuple[str, str]]) -> list[tuple[list[str], list[str]]]:
    """Return, for each lexeme that loses words, those that leave and those that stay."""
    found = []
    for lexeme in sorted({old for old, new in stems.values() if old != new}):
        group = [word for word in stems if stems[word][0] == lexeme]
        staying = [word for word in group if stems[word][1] == lexeme]
        if staying:
            found.append(([word for word in group if word not in staying], staying))
    return found


def _count_stale(moved: Moved) -> int:
    if not moved:
        return 0
    rows = ArticleSearch.objects.filter(vector=LexemeQuery.any_of(old for old, _new in moved))
    return rows.order_by()[: MOST_COUNTED + 1].count()
