"""The desk: Django's admin in Arabic, with pages of our own where the work needs them (DESIGN 2.2).

Import rule: pages ask forms, permissions and the door; nothing here writes an article itself.
"""

from articles.admin import (  # noqa: F401 — each registers its models
    article,
    assignments,
    batches,
    bulk,
    copies,
    copy_groups,
    feeds,
    flatpages,
    media,
    newsletter,
    partners,
    style,
    taxonomy,
    topics,
    view_pages,
    words,
)
