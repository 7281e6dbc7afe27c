"""Do what an editor says that a line of a page is."""

from dataclasses import replace

from articles.importers.captions import read_caption, read_credit_alone
from articles.importers.drafts import Draft
from articles.importers.labels import match_label
from articles.importers.lines import Line
from articles.importers.roles import LEFT_OUT, LineRole
from articles.importers.stamps import parse_moment, read_stamp
from articles.importers.tags import split_tags

BLOCKS = {LineRole.SUBHEADING: "h2", LineRole.LIST_ITEM: "li"}
# What a line counts as for those around it.
_KINDS = {
    LineRole.HEADLINE: "short", LineRole.KICKER: "chrome", LineRole.DATELINE: "dateline",
    LineRole.SUBHEADING: "subheading", LineRole.LIST_ITEM: "bullet", LineRole.CAPTION: "caption",
    LineRole.DATE: "published", LineRole.BYLINE: "author", LineRole.PARAGRAPH: "prose",
    LineRole.UNKNOWN: "prose", LineRole.READ_ALSO: "item", LineRole.SIMILAR: "item",
    LineRole.LABEL: "chrome", LineRole.DUPLICATE: "chrome",
}  # fmt: skip


def as_told(line: Line, role: LineRole) -> Line:
    """Return the line as one of the kind that its role stands for."""
    return replace(line, kind=_KINDS.get(role, role.value), parts=())


def value_of(line: Line) -> str:
    """Return the value behind a label, else the whole line."""
    label = match_label(line.text)
    known = line.value if line.kind != "label" else ""
    return known or (label[1] if label else "") or line.text


def take(draft: Draft, role: LineRole, line: Line) -> None:
    """Put a line into an article as the role says; a date that cannot be read is kept in the body."""
    if role in LEFT_OUT:
        return
    if role in (LineRole.DATE, LineRole.UPDATED):
        _take_date(draft, role, line)
    elif role in (LineRole.CAPTION, LineRole.CREDIT):
        _take_picture(draft, role, line)
    elif not _take_field(draft, role, line):
        value = line.value if role == LineRole.LIST_ITEM and line.value else line.text
        draft.blocks.append((BLOCKS.get(role, "p"), value))


def _take_date(draft: Draft, role: LineRole, line: Line) -> None:
    stamp = read_stamp(line.text)
    moment = (stamp and stamp.moment) or parse_moment(value_of(line))
    if moment is None:
        draft.blocks.append(("p", line.text))
    elif role == LineRole.DATE:
        draft.moment, draft.is_moment_sure = moment, True
    else:
        draft.updated = moment


def _take_picture(draft: Draft, role: LineRole, line: Line) -> None:
    if role == LineRole.CREDIT:
        credit = read_credit_alone(value_of(line))
        name = credit[0] if credit else value_of(line)
        if draft.images and not draft.images[-1]["credit"]:
            draft.images[-1]["credit"] = name
        else:
            draft.images.append({"caption": "", "credit": name})
        return
    found = line.caption or read_caption(line.text)
    if found is None:
        draft.images.append({"caption": value_of(line), "credit": ""})
        return
    draft.images.append({"caption": found.caption, "credit": found.credit})
    if found.subheading:
        draft.blocks.append(("h2", found.subheading))


def _take_field(draft: Draft, role: LineRole, line: Line) -> bool:
    """Set a field that holds text; returns whether the role has one."""
    value = value_of(line)
    match role:
        case LineRole.HEADLINE:
            draft.headline = f"{draft.headline} {line.text}".strip()
        case LineRole.KEYWORDS:
            draft.keywords += [tag for tag in split_tags(value) if tag not in draft.keywords]
        case LineRole.READ_ALSO | LineRole.SIMILAR:
            getattr(draft if role == LineRole.READ_ALSO else draft.root, role.value).append(value)
        case LineRole.SOURCE | LineRole.BYLINE | LineRole.SECTION:
            setattr(draft, role.value, value)
        case LineRole.KICKER | LineRole.DATELINE:
            setattr(draft, role.value, line.text)
        case _:
            return False
    return True
