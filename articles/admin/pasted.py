"""Show a pasted page: each line with what it was taken for, each article as it would come."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from articles.admin.display import badge, print_hint
from articles.admin.fates import ROLES, has_letters
from articles.importers.pasting import BEGINS, GIVEN, START, Pasted, foresee, line_key
from articles.importers.reports import Options
from articles.importers.roles import LineRole
from articles.models import Article, ImportBatch, ImportedPage, ImportItem, Outcome
from articles.permissions import may_view, viewable
from articles.refusals import need_label

# A key of the keyboard for each role, by its place on it and so the same in every layout.
KEYS = {
    "headline": "1", "paragraph": "2", "subheading": "3", "caption": "4", "date": "5", "source": "6",
    "keywords": "7", "read_also": "8", "similar": "9", "tools": "0", "ad": "A", "byline": "B",
    "credit": "C", "duplicate": "D", "chrome": "F", "list_item": "I", "kicker": "K", "label": "L",
    "comments": "M", "dateline": "P", "section": "E", START: "S", "updated": "U",
}  # fmt: skip
# What a person does not say of a line: an empty one is empty, and "not understood" is what they mend.
UNSAID = (LineRole.BLANK, LineRole.UNKNOWN)


def choices() -> list[tuple[str, str]]:
    roles = [(role.value, str(label)) for role, (label, _group) in ROLES.items() if role not in UNSAID]
    return [*roles, (START, _("An article begins here"))]


def menu() -> list[dict[str, str]]:
    """List the roles that a person may give, with their keys."""
    groups = {role.value: group for role, (_label, group) in ROLES.items()}
    return [
        {"role": role, "label": label, "group": groups.get(role, "start"), "key": KEYS.get(role, "")}
        for role, label in choices()
    ]


def lines_of(pasted: Pasted) -> list[dict[str, Any]]:
    fates = {fate["line"]: fate for fate in pasted.page.fates}
    return [_line(number, text, fates.get(number)) for number, text in enumerate(pasted.text.splitlines(), 1)]


def _line(number: int, text: str, fate: dict[str, Any] | None) -> dict[str, Any]:
    role = fate["role"] if fate else LineRole.UNKNOWN if text.strip() else LineRole.BLANK
    label, group = ROLES.get(role, ROLES[LineRole.UNKNOWN])
    article = fate["article"] + 1 if fate and fate["article"] is not None else None
    return {
        "number": number, "text": text, "key": line_key(text), "role": role, "label": label,
        "group": group, "article": article, "is_given": bool(fate and fate.get(GIVEN)),
        "begins": bool(fate and fate.get(BEGINS)),
        "has_letters": has_letters(text),
    }  # fmt: skip


def cards_of(pasted: Pasted, options: Options) -> list[dict[str, Any]]:
    """Show each article as it would come, and what the door would do with it."""
    cards = []
    for one, told in zip(pasted.parsed, foresee(pasted, options), strict=True):
        record = told and told.record
        cards.append({
            "position": one.position, "record": record, "reason": told.reason if told else one.reason,
            "needs": "، ".join(need_label(need) for need in record.needs) if record else "",
            "hint": print_hint(record.hints) if record and "published_at" in record.needs else "",
            "outlook": _outlook(told.outcome) if told else "",
            "outcome": told.outcome if told else "",
            "article": told.article if told and _is_seen(told.article, options.by) else None,
        })  # fmt: skip
    return cards


def _is_seen(article: Article | None, user: Any) -> bool:
    return article is not None and article.pk is not None and may_view(user, article)


def _outlook(outcome: str) -> str:
    """Tell what will come of an article that meets one of the same text."""
    return {
        Outcome.UNCHANGED: _("Here already: nothing will change."),
        Outcome.UPDATED: _("Here already: these facts will update it."),
        Outcome.CONFLICT: _(
            "Here already and edited by people: this text will be kept as a version beside theirs."
        ),
    }.get(Outcome(outcome), "")


def summary_of(pasted: Pasted) -> dict[str, str | int]:
    """Count in words: «مقالان», «34 سطرا», «سطر واحد لم يُفهم»."""
    lines = lines_of(pasted)
    unknown = sum(line["role"] == LineRole.UNKNOWN for line in lines)
    records = sum(one.record is not None for one in pasted.parsed)
    given = len(pasted.corrections)
    return {
        "articles": ngettext("%(count)d article", "%(count)d articles", records) % {"count": records},
        "lines": ngettext("%(count)d line", "%(count)d lines", len(lines)) % {"count": len(lines)},
        "unknown": _count_unknown(unknown) if unknown else "",
        "given": ngettext("%(count)d correction", "%(count)d corrections", given) % {"count": given}
        if given else "",
        "lost": _count_lost(pasted.lost) if pasted.lost else "",
        "records": records,
    }  # fmt: skip


def _count_unknown(count: int) -> str:
    text = ngettext("%(count)d line not understood", "%(count)d lines not understood", count)
    return text % {"count": count}


def _count_lost(count: int) -> str:
    text = ngettext(
        "%(count)d correction fell away, since its line is no longer there",
        "%(count)d corrections fell away, since their lines are no longer there",
        count,
    )
    return text % {"count": count}


def known_of(page: ImportedPage | None, user: Any) -> dict[str, Any] | None:
    """Tell what became of the same page when it came before."""
    if page is None:
        return None
    articles = Article.objects.filter(import_items__page=page).distinct().order_by("pk")
    item = page.items.order_by("-pk").first() if user.has_perm("articles.view_importitem") else None
    return {"articles": list(viewable(user, articles)[:20]), "item": item}


def made_in(batch: ImportBatch, user: Any) -> list[dict[str, Any]]:
    """List what became of the articles of a pasted page, in their order."""
    items = batch.items.select_related("article", "page").order_by("position", "pk")
    return [
        {
            "item": item,
            "article": item.article if _is_seen(item.article, user) else None,
            "badge": badge(item.outcome, item.get_outcome_display()),
            "note": _note_on(item),
            "headline": item.record.get("headline", "") if isinstance(item.record, dict) else "",
        }
        for item in items
    ]


def _note_on(item: ImportItem) -> str:
    return {
        Outcome.UNCHANGED: _("The article was here already, and nothing has changed."),
        Outcome.UPDATED: _("The article was here already; these facts updated it."),
        Outcome.CONFLICT: _("People edited the article: this text is kept as a version beside theirs."),
    }.get(Outcome(item.outcome), "")


def tell_made(batch: ImportBatch) -> list[str]:
    """Count in words what a batch made: «مسودتان جديدتان», «رابط واحد وجد مقاله»."""
    counts = {name: batch.counts.get(name, 0) for name in MADE}
    return [MADE[name] % {"count": count} for name, count in counts.items() if count]


MADE = {
    "created": ngettext_lazy("%(count)d new draft", "%(count)d new drafts", "count"),
    "updated": ngettext_lazy("%(count)d article updated", "%(count)d articles updated", "count"),
    "unchanged": ngettext_lazy(
        "%(count)d article was here already", "%(count)d articles were here already", "count"
    ),
    "conflicts": ngettext_lazy(
        "%(count)d text kept beside an edited one", "%(count)d texts kept beside edited ones", "count"
    ),
    "rejected": ngettext_lazy("%(count)d text refused", "%(count)d texts refused", "count"),
    "links_resolved": ngettext_lazy(
        "%(count)d link found its article", "%(count)d links found their articles", "count"
    ),
    "keywords_created": ngettext_lazy("%(count)d new keyword", "%(count)d new keywords", "count"),
}
