"""Decide what becomes of each record of an import: new, unchanged, an update, a conflict or a reject."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from articles.applying import Pair
from articles.importers.preparing import Prepared, prepare
from articles.importers.reading import CANCEL
from articles.models import Article, ImportedPage, Outcome, Revision, Status
from articles.records import Record
from articles.sanitizing import body_html, plain_text
from articles.workflow import path
from newsroom.arabic import fold


class Incoming:
    """A record and where it came from; `position` counts from 1 in `file`.

    One that comes prepared is read back only where it is asked for.
    """

    def __init__(
        self,
        record: Record | None = None,
        file: str = "",
        position: int = 0,
        page: ImportedPage | None = None,
        prepared: Prepared | None = None,
    ) -> None:
        self._record, self._prepared = record, prepared
        self.file, self.position, self.page = file, position, page

    @property
    def record(self) -> Record:
        if self._record is None:
            self._record = self.prepare().record()
        return self._record

    @record.setter
    def record(self, record: Record) -> None:
        self._record = record

    def prepare(self) -> Prepared:
        """Return what can be known of the record without the database, worked out once."""
        if self._prepared is None:
            self._prepared = prepare(self.record)
        return self._prepared


@dataclass(slots=True)
class Written:
    """What became of one incoming record; `created` are the keys of a new article and of its revision.

    The object of a new article is made only where it is asked for: most are not.
    """

    incoming: Incoming
    checksum: str = ""
    outcome: Outcome = Outcome.UNCHANGED
    existing: Article | None = None
    reason: str = ""
    target: str = Status.DRAFT
    revision: Revision | None = field(default=None, repr=False)
    # A cancel of what never came: nothing to write, and no record.
    is_left_out: bool = False
    created: tuple[int, int] | None = None

    @property
    def record(self) -> Record:
        return self.incoming.record

    @property
    def article(self) -> Article | None:
        if self.existing is None and self.created:
            self.existing = Article(
                pk=self.created[0], external_id=self.prepared.identity, status=self.target
            )
        return self.existing

    @property
    def key(self) -> int | None:
        """The key of the article, None where there is none."""
        if self.created:
            return self.created[0]
        return self.existing.pk if self.existing else None

    @property
    def revision_number(self) -> int | None:
        if self.created:
            return 1
        return self.revision.number if self.revision else None

    @property
    def prepared(self) -> Prepared:
        return self.incoming.prepare()

    @property
    def pair(self) -> Pair:
        assert self.article is not None
        return self.article, self.record


def classify(incoming: Incoming, article: Article | None, *, by: Any, default_status: str) -> Written:
    """Say what becomes of a record, given the article that has its identity."""
    prepared = incoming.prepare()
    result = Written(incoming, prepared.checksum, existing=article)
    result.target = _target(prepared, article, default_status)
    if article is None and prepared.hints.get(CANCEL):
        result.is_left_out = True
        return result
    if article is None:
        result.outcome = Outcome.CREATED
    elif article.checksum == result.checksum:
        return result
    elif (
        article.namespace == "local"
        and not prepared.hints.get(CANCEL)
        and _is_another_text(article, incoming.record)
    ):
        return reject(
            result,
            _("The id %(id)s is in use by another text; give --namespace.") % {"id": incoming.record.id},
        )
    elif article.is_touched:
        result.outcome = Outcome.CONFLICT
        return result
    else:
        result.outcome = Outcome.UPDATED
        incoming.record = _with_known_facts(incoming.record, article)
        result.target = _target(incoming.record, article, default_status)
    return _check_permissions(result, by)


def fill_cancels(run: Sequence[Incoming], existing: Mapping[str, Article]) -> None:
    """Let each cancel say what it takes back: the newest text that we have of it, withdrawn."""
    cancels = [
        (one, article)
        for one in run
        if one.prepare().hints.get(CANCEL)
        and (article := existing.get(one.prepare().identity))
        and article.checksum != one.prepare().checksum
    ]
    if not cancels:
        return
    revisions = Revision.objects.in_bulk([article.latest_revision_id for _one, article in cancels])
    for one, article in cancels:
        snapshot = revisions[article.latest_revision_id].snapshot
        one.record = replace(Record.from_mapping(snapshot), status=Status.WITHDRAWN)


def _is_another_text(article: Article, record: Record) -> bool:
    text = fold(plain_text(body_html(record.body)))
    return article.headline_key != fold(record.headline) and fold(plain_text(article.body)) != text


def _with_known_facts(record: Record, article: Article) -> Record:
    """An update of a public article that lacks date or headline keeps those that readers have."""
    if article.first_published_at is None:
        return record
    return replace(
        record,
        headline=record.headline or article.headline,
        published_at=record.published_at or article.published_at,
    )


def _target(record: Record | Prepared, article: Article | None, default_status: str) -> str:
    """A record's own state wins; what lacks something is a draft; an option moves nothing back."""
    if record.needs or not record.published_at and record.status in (Status.PUBLISHED, Status.WITHDRAWN):
        return Status.DRAFT
    if record.status:
        return record.status
    if article and article.status != Status.DRAFT:
        return article.status
    return default_status if record.published_at else Status.DRAFT


def _check_permissions(result: Written, by: Any) -> Written:
    for move in path(result.existing.status if result.existing else Status.DRAFT, result.target):
        if not by.has_perm(move.permission):
            return reject(
                result,
                _("%(user)s may not do this: %(move)s") % {"user": by.get_username(), "move": move.label},
            )
    return result


def reject(result: Written, reason: str) -> Written:
    result.outcome, result.reason, result.existing = Outcome.REJECTED, reason, None
    result.created = None
    return result
