"""The language desk: check the texts of an article as the house writes, and let slips stand by name."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from articles.models import HouseName, HouseStyle, IgnoredProblem
from articles.models.style import WORDS_LENGTH
from articles.refusals import NotAllowed
from newsroom.arabic import Problem
from newsroom.arabic.linting import House, is_safe, lint, lint_headline, severity_of, surroundings

HEADLINE = "headline"
_CHOICES = ("digits", "quotes", "stop", "tanween", "seat", "abd", "dots")


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem of one text of an article, and the words by which it is known again."""

    field: str
    problem: Problem
    words: str

    @property
    def severity(self) -> str:
        return severity_of(self.problem)

    @property
    def key(self) -> tuple[str, str]:
        return self.problem.rule, self.words

    def to_json(self) -> dict[str, Any]:
        return {
            "field": self.field, **asdict(self.problem), "severity": self.severity, "words": self.words,
            "safe": is_safe(self.problem),
        }  # fmt: skip


def get_house() -> House:
    """Return the choices of the newsroom, in two queries."""
    style = HouseStyle.objects.order_by("pk").first() or HouseStyle()
    names = {spelling: row.name for row in HouseName.objects.all() for spelling in row.spellings}
    return House(names=names, off=frozenset(style.off), **{name: getattr(style, name) for name in _CHOICES})


def check(
    texts: Mapping[str, str], *, article: str = "", published: date | None = None, house: House | None = None
) -> list[Finding]:
    """Return the problems of the texts of an article, without those that were let stand; in three queries."""
    house = house or get_house()
    found = [finding for name, text in texts.items() for finding in _find(name, text, house, published)]
    ignored = _ignored({finding.key for finding in found}, article) if found else set()
    return [finding for finding in found if finding.key not in ignored]


def _find(name: str, text: str, house: House, published: date | None) -> Iterable[Finding]:
    read = lint_headline if name == HEADLINE else lint
    for problem in read(text, house=house, published=published):
        yield Finding(name, problem, surroundings(text, problem.start, problem.end)[:WORDS_LENGTH])


def _ignored(keys: set[tuple[str, str]], article: str) -> set[tuple[str, str]]:
    """Return those of `keys` that were let stand, in this article or in the house."""
    rows = IgnoredProblem.objects.filter(
        article__in={article, ""},
        rule__in={rule for rule, _words in keys},
        words__in={words for _, words in keys},
    )
    return set(rows.values_list("rule", "words"))


def ignore(rule: str, words: str, *, by: Any, article: str = "") -> None:
    """Let a slip stand, in an article or without one in the house; saying so twice says it once."""
    if not article and not by.has_perm("articles.add_ignoredproblem"):
        raise NotAllowed("")
    IgnoredProblem.objects.get_or_create(
        rule=rule, words=words[:WORDS_LENGTH], article=article, defaults={"by": by, "by_name": str(by)[:200]}
    )
