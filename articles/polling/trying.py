"""Show what a feed would bring, and write nothing."""

from dataclasses import dataclass, field

from articles.fetching import Answer, Limits
from articles.importers.reading import Parsed
from articles.models import Article, Feed
from articles.polling.requesting import LIMITS, request_feed
from articles.polling.running import read_whole
from articles.polling.shaping import shape
from articles.polling.sifting import sift
from articles.records import Record

# A person waits for it.
SECONDS = 10
SHOWN = 50


@dataclass(slots=True)
class Trial:
    """What came; `rows` are pairs of what would become of it (new, changed, rejected) and a record."""

    answer: Answer
    read: int = 0
    unchanged: int = 0
    skipped: int = 0
    rows: list[tuple[str, Parsed]] = field(default_factory=list)

    @property
    def hidden(self) -> int:
        return self.read - self.unchanged - self.skipped - len(self.rows)


def try_feed(feed: Feed) -> Trial:
    """Fetch a feed and say what it would bring; raises FetchError."""
    limits = Limits(seconds=SECONDS, max_bytes=LIMITS.max_bytes, kinds=LIMITS.kinds)
    answer = request_feed(feed, limits=limits, is_conditional=False)
    parsed = read_whole(answer)
    rules = list(feed.rules.all())
    sifted = sift((shape(one, feed, rules) for one in parsed), feed)
    shown = sifted.fresh[:SHOWN]
    names = [item.prepared.identity for item in shown if item.prepared]
    here = set(Article.objects.filter(external_id__in=names).values_list("external_id", flat=True))
    trial = Trial(answer, len(parsed), sifted.unchanged, sifted.skipped)
    for item in shown:
        word = "new" if item.prepared else "rejected"
        trial.rows.append(
            ("changed" if item.prepared and item.prepared.identity in here else word, item.parsed)
        )
    return trial


def state_of(record: Record, feed: Feed) -> str:
    """Tell the state that a new record would get."""
    return "draft" if record.needs else record.status or feed.status
