"""Propose keywords for a text: known ones it names or that go with those, and phrases that could be new ones.

How often the desk chose a keyword whose name a text holds is learned (`tags.learning`): a place that every
text names is a keyword of few. All reads are bounded, whatever the number of keywords and articles.
"""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from tags.models import Keyword
from tags.phrases import Mention, Reading, find_phrases, read_text
from tags.stems import stem_key

MOST_KNOWN = 10
MOST_NEW = 6
# What may be expected of a keyword that nothing was learned of: it is chosen three times in ten.
_CHOSEN_BEFORE, _SEEN_BEFORE = 0.3, 3
_WITNESSES = 5
# Newest articles of each witness that tell what goes with it.
_NEWEST = 200
_LEAST = 0.03

# One text: an array of thousands takes longer to write than to look up.
_NAMED = """
SELECT id, name, stems, seen, chosen, stems FROM tags_keyword
WHERE stems = ANY(string_to_array(%(runs)s, '|'))
UNION ALL
SELECT DISTINCT k.id, k.name, k.stems, k.seen, k.chosen, a.stems
FROM tags_keywordalias a JOIN tags_keyword k ON k.id = a.target_id
WHERE a.stems = ANY(string_to_array(%(runs)s, '|')) AND a.stems <> k.stems
"""
_COMPANY = f"""
WITH witness AS (SELECT * FROM unnest(%(witnesses)s::bigint[], %(weights)s::float[]) AS w(tag_id, weight)),
near AS MATERIALIZED (
    SELECT w.tag_id, w.weight, a.content_object_id, count(*) OVER (PARTITION BY w.tag_id) AS total
    FROM witness w CROSS JOIN LATERAL (
        SELECT content_object_id FROM articles_articlekeyword
        WHERE tag_id = w.tag_id ORDER BY content_object_id DESC LIMIT {_NEWEST}
    ) AS a WHERE a.content_object_id <> %(leave_out)s
), shares AS (
    SELECT k.tag_id, near.weight * count(*) / (max(near.total) + 2) AS share
    FROM near JOIN articles_articlekeyword k ON k.content_object_id = near.content_object_id
    WHERE k.tag_id <> near.tag_id GROUP BY near.tag_id, near.weight, k.tag_id HAVING count(*) > 1
)
SELECT shares.tag_id, k.name, k.stems, sum(share) / (SELECT sum(weight) FROM witness)
FROM shares JOIN tags_keyword k ON k.id = shares.tag_id GROUP BY 1, 2, 3 ORDER BY 4 DESC LIMIT 40
"""  # noqa: S608 — only a number of ours is put in


class Why(models.TextChoices):
    NAMED = "named", _("in the text")
    COMPANY = "company", _("goes with the others")
    NEW = "new", _("new keyword")


@dataclass(slots=True)
class Suggestion:
    """A keyword to propose; a new one has no row yet."""

    name: str
    why: Why
    score: float
    stems: str
    pk: int | None = None


def suggest(
    headline: str, text: str, *, chosen: Collection[str] = (), leave_out: int | None = None
) -> list[Suggestion]:
    """Propose known keywords, the likeliest first, then new ones, in four queries at most.

    `chosen` are names that the text has already; the article `leave_out`, whose text it is, is no witness.
    """
    has = Keyword.objects.by_names(chosen) if chosen else {}
    taken = {keyword.pk for keyword in has.values()}
    reading = read_text(headline, text)
    known = suggest_known(reading, leave_out=leave_out)
    seen = {keyword.stems for keyword in has.values()} | {stem_key(name)[0] for name in chosen}
    shown: list[Suggestion] = []
    for each in known:
        if each.pk not in taken and each.stems not in seen and len(shown) < MOST_KNOWN:
            seen.add(each.stems)
            shown.append(each)
    told = {each.stems for each in known if each.why == Why.NAMED} | seen
    return shown + _new(reading, told)


def suggest_known(reading: Reading, *, leave_out: int | None = None) -> list[Suggestion]:
    """Rank every known keyword that the text names, and what goes with the likeliest of them."""
    own = _tags_of(leave_out) if leave_out else set()
    named = {
        pk: Suggestion(
            name, Why.NAMED, _score(mention, seen, chosen, pk, own) * _trust(name, stems), stems, pk
        )
        for pk, name, stems, seen, chosen, mention in _named(reading.mentions)
    }
    witnesses = sorted(named.values(), key=_order)[:_WITNESSES]
    # Company is no surer than the surest of those that it keeps.
    trust = min(1.0, witnesses[0].score) if witnesses else 0.0
    for pk, name, stems, share in _company(witnesses, leave_out or 0):
        share *= trust
        if pk in named:
            named[pk].score += share
        else:
            named[pk] = Suggestion(name, Why.COMPANY, share, stems, pk)
    return sorted((each for each in named.values() if each.score >= _LEAST), key=_order)


def _order(each: Suggestion) -> tuple[float, str]:
    return -each.score, each.name


def _score(mention: Mention, seen: int, chosen: int, pk: int, own: set[int]) -> float:
    """An article that helped to learn does not vote on itself."""
    seen, chosen = max(0, seen - bool(own)), max(0, chosen - (pk in own))
    return mention.weight**0.5 * (chosen + _CHOSEN_BEFORE) / (seen + _SEEN_BEFORE)


def _trust(name: str, stems: str) -> float:
    """A name of several words with a single stem is barely told by it: «من نحن», «كما يبدو»."""
    return 0.3 if " " in name and " " not in stems else 1.0


def _tags_of(article: int) -> set[int]:
    uses = Keyword.article_keywords.rel.related_model.objects.filter(content_object=article)
    return set(uses.order_by().values_list("tag", flat=True))


def named_in(mentions: dict[str, Mention]) -> dict[int, tuple[str, str, int, int, Mention]]:
    """Map each known keyword whose name or alias the runs hold to name, stems, what was learned, mention."""
    with connection.cursor() as cursor:
        cursor.execute(_NAMED, {"runs": "|".join(mentions)})
        rows = cursor.fetchall()
    found: dict[int, tuple[str, str, int, int, Mention]] = {}
    for pk, name, stems, seen, chosen, run in rows:
        *_rest, mention = found.setdefault(pk, (name, stems, seen, chosen, Mention()))
        mention.add(mentions[run])
    return found


def _named(mentions: dict[str, Mention]) -> list[tuple[int, str, str, int, int, Mention]]:
    return [(pk, *rest) for pk, rest in named_in(mentions).items()] if mentions else []


def _company(witnesses: list[Suggestion], leave_out: int) -> list[tuple[int, str, str, float]]:
    if not witnesses:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            _COMPANY,
            {
                "witnesses": [each.pk for each in witnesses],
                "weights": [each.score for each in witnesses],
                "leave_out": leave_out,
            },
        )
        return cursor.fetchall()


def _new(reading: Reading, told: set[str]) -> list[Suggestion]:
    """Propose phrases that are no known keyword, nor a part or an extension of one that is proposed."""
    found = find_phrases(reading)
    shown: list[Suggestion] = []
    for run, phrase in sorted(found.items(), key=lambda item: (-item[1].score, item[0])):
        if len(shown) == MOST_NEW:
            break
        if not any(_overlap(run, other) for other in told):
            told = told | {run}
            shown.append(Suggestion(phrase.surface, Why.NEW, phrase.score, run))
    return shown


def _overlap(one: str, other: str) -> bool:
    return f" {one} " in f" {other} " or f" {other} " in f" {one} "
