"""Put the facts of a page into an article: dates, authors, sources, pictures."""

from collections.abc import Mapping
from typing import Any

from articles.importers.datelines import read_agency
from articles.importers.drafts import Draft
from articles.importers.labels import PICTURED, is_agency
from articles.importers.lines import Line
from articles.importers.roles import LineRole
from articles.importers.stamps import at_time
from newsroom.arabic import fold


def take_date(draft: Draft, line: Line) -> LineRole | None:
    """Date an article, unless it is dated otherwise; a date above the headline gives way to one below.

    Returns nothing where the line is no date of this article.
    """
    moment = line.moment
    if moment is None:
        return None
    is_same_day = draft.moment is not None and _day(draft.moment) == _day(moment)
    is_sure = line.kind == "published" or bool(draft.headline or draft.blocks)
    if (
        draft.moment is None
        or (is_sure and not draft.is_moment_sure)
        or (is_same_day and not _has_time(draft.moment))
    ):
        draft.moment, draft.is_moment_sure = moment, is_sure
        return LineRole.DATE
    return LineRole.DATE if is_same_day else None


def _day(moment: object) -> tuple[int, int, int]:
    return (moment.year, moment.month, moment.day)  # type: ignore[attr-defined]


def _has_time(moment: object) -> bool:
    return hasattr(moment, "hour")


def take_time(draft: Draft, line: Line) -> LineRole | None:
    """Add a time that stands on a line of its own to the day above it, of the update where that is last."""
    if line.stamp is not None and draft.updated is not None and not _has_time(draft.updated):
        draft.updated = at_time(draft.updated, line.stamp)
        return LineRole.UPDATED
    if line.stamp is None or draft.moment is None or _has_time(draft.moment):
        return None
    draft.moment = at_time(draft.moment, line.stamp)
    return LineRole.DATE


def take_update(draft: Draft, line: Line) -> LineRole | None:
    if line.moment is not None:
        draft.updated = draft.updated or line.moment
    elif line.stamp is not None:
        draft.updated_hour = line.stamp
    return LineRole.UPDATED


def take_relative(draft: Draft, line: Line) -> LineRole | None:
    """«منذ ساعتين» dates nothing: nobody knows when the page was saved."""
    draft.printed_date = draft.printed_date or line.text
    return LineRole.DATE


def take_author(draft: Draft, line: Line) -> LineRole | None:
    draft.byline = draft.byline or line.value
    return LineRole.BYLINE


def take_source(draft: Draft, line: Line) -> LineRole | None:
    """Set the source; a second one is not understood."""
    if draft.source and draft.source != line.value:
        return None
    draft.source = line.value
    draft.is_closed = draft.is_closed or bool(draft.blocks)
    return LineRole.SOURCE


def take_section(draft: Draft, line: Line) -> LineRole | None:
    draft.section = draft.section or line.value
    return LineRole.SECTION


def take_dateline(draft: Draft, line: Line) -> LineRole | None:
    """Take what stands on lines of its own above the text; amid it another dateline is text."""
    is_longer = line.text.startswith(draft.dateline)
    if draft.dateline and draft.blocks and not is_longer:
        return None
    draft.dateline = line.text if is_longer else f"{draft.dateline} {line.text}"
    draft.agency = draft.agency or read_agency(line.text)
    return LineRole.DATELINE


def _is_named_alone(line: Line) -> bool:
    return line.text == line.value and is_agency(line.value)


def _names_sender(draft: Draft, line: Line) -> bool:
    """«الجزيرة» above the text tells who sends it; «رويترز» below the date may credit a picture."""
    is_early = draft.moment is None or (not draft.blocks and fold(line.value) not in PICTURED)
    is_free = not draft.images or (is_early and not draft.blocks and all(map(_is_whole, draft.images)))
    return bool(_is_named_alone(line) and draft.headline and is_early and is_free)


def _is_whole(image: Mapping[str, Any]) -> bool:
    return bool(image["caption"] and image["credit"])


def take_credit(draft: Draft, line: Line) -> LineRole | None:
    """Credit the picture above that has no credit, else one whose caption may follow."""
    if draft.images and not draft.images[-1]["credit"]:
        draft.images[-1]["credit"] = line.value
    elif _names_sender(draft, line):
        draft.agency = draft.agency or line.value
        return LineRole.SOURCE
    elif _is_named_alone(line) and not (draft.is_begun or draft.images):
        # «فرانس24» above all else is the name of the site.
        return LineRole.CHROME
    else:
        draft.images.append({"caption": "", "credit": line.value})
    return LineRole.CREDIT


def take_caption(draft: Draft, line: Line) -> LineRole | None:
    assert line.caption is not None
    found, images = line.caption, draft.images
    if images and (images[-1]["caption"] == found.caption or not images[-1]["caption"]):
        is_again = bool(images[-1]["caption"])
        images[-1]["caption"] = found.caption
        images[-1]["credit"] = found.credit or images[-1]["credit"]
        role = LineRole.DUPLICATE if is_again else LineRole.CAPTION
    else:
        images.append({"caption": found.caption, "credit": found.credit})
        role = LineRole.CAPTION
    if found.subheading:
        draft.blocks.append(("h2", found.subheading))
    return role


TAKE = {
    "published": take_date, "date": take_date, "time": take_time, "updated": take_update,
    "relative": take_relative, "author": take_author, "place_author": take_author, "source": take_source,
    "section": take_section, "dateline": take_dateline, "credit": take_credit, "caption": take_caption,
}  # fmt: skip
