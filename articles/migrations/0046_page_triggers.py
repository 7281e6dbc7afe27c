"""The triggers that bump the versions of pages, in the transaction of whoever writes.

Triggers and not calls in the doors, since merges, undos, heads of stories and links write by statements of
their own, and foreign keys delete: none of them can forget. They run once a statement over all its rows, so a
batch of an import bumps each section, source and keyword once. A bump is a row added to a log: transactions
that bump the same key, as all do with `home`, neither wait for each other nor deadlock.
"""

from django.db import migrations

# Of an article that readers see or saw, what pages print or choose by; `tests/articles/caching/test_triggers.py`
# asks of each new column whether it belongs here.
ARTICLE_COLUMNS = (
    "status", "headline", "headline_key", "slug", "summary", "body", "section_id", "source_id", "source_url",
    "byline", "language", "lead_image_id", "published_at", "updated_at", "embargo_until", "breaking_until",
    "withdrawal_note", "needs", "is_behind",
)  # fmt: skip

_SHOWN = "status IN ('published', 'withdrawn')"
_NEW = "SELECT unnest(nullif(current_setting('newsroom.new_articles', true), '')::bigint[])"
_OF_OLD = ", ".join(f"o.{name}" for name in ARTICLE_COLUMNS)
_OF_NEW = ", ".join(f"n.{name}" for name in ARTICLE_COLUMNS)
_PLACES = "ARRAY['home', 'section-' || section_id, 'source-' || source_id]"

FUNCTIONS = f"""
CREATE FUNCTION pages_bump(keys text[]) RETURNS void LANGUAGE sql AS $$
    INSERT INTO articles_pagebump (key) SELECT DISTINCT k FROM unnest(keys) AS k WHERE k IS NOT NULL
$$;

-- Everything that shows some articles: their pages, those of their copies, and the lists that they stand in.
CREATE FUNCTION pages_bump_articles(ids bigint[]) RETURNS void LANGUAGE sql AS $$
    INSERT INTO articles_pagebump (key)
    SELECT 'article-' || id FROM unnest(ids) AS id
    UNION SELECT place FROM articles_article CROSS JOIN LATERAL unnest({_PLACES}) AS place
        WHERE id = ANY(ids) AND place IS NOT NULL
    UNION SELECT 'keyword-' || tag_id FROM articles_articlekeyword WHERE content_object_id = ANY(ids)
    UNION SELECT 'author-' || author_id FROM articles_articleauthor WHERE article_id = ANY(ids)
    UNION SELECT 'article-' || its.article_id FROM articles_copymember mine
        JOIN articles_copymember its ON its.group_id = mine.group_id WHERE mine.article_id = ANY(ids)
$$;

CREATE FUNCTION pages_article() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE ids bigint[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        -- No page shows them yet, so what is written of them next bumps lists only.
        PERFORM set_config('newsroom.new_articles', coalesce(array_agg(id)::text, ''), true) FROM new_rows;
        PERFORM pages_bump(array_agg(DISTINCT place))
            FROM new_rows CROSS JOIN LATERAL unnest({_PLACES}) AS place WHERE {_SHOWN};
    ELSIF TG_OP = 'DELETE' THEN
        SELECT array_agg(id) INTO ids FROM old_rows WHERE {_SHOWN};
        IF ids IS NOT NULL THEN
            PERFORM pages_bump_articles(ids);
            PERFORM pages_bump(array_agg(DISTINCT place))
                FROM old_rows CROSS JOIN LATERAL unnest({_PLACES}) AS place WHERE {_SHOWN};
        END IF;
    ELSE
        SELECT array_agg(n.id) INTO ids FROM new_rows n JOIN old_rows o ON o.id = n.id
            WHERE (n.{_SHOWN} OR o.{_SHOWN}) AND ({_OF_NEW}) IS DISTINCT FROM ({_OF_OLD});
        IF ids IS NOT NULL THEN
            PERFORM pages_bump_articles(ids);
            -- The section and the source that they left.
            PERFORM pages_bump(array_agg(DISTINCT place))
                FROM old_rows CROSS JOIN LATERAL unnest({_PLACES}) AS place WHERE id = ANY(ids);
        END IF;
    END IF;
    RETURN NULL;
END $$;

-- Rows that belong to an article. Arguments: the columns that count, the one that names the article,
-- 'lists' where they show in lists too, else 'page', and keys that the rows name themselves.
CREATE FUNCTION pages_part() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed text; ids bigint[]; keys text[];
BEGIN
    changed := CASE TG_OP
        WHEN 'INSERT' THEN format('SELECT %s FROM new_rows', TG_ARGV[0])
        WHEN 'DELETE' THEN format('SELECT %s FROM old_rows', TG_ARGV[0])
        ELSE format('(SELECT %1$s FROM new_rows EXCEPT SELECT %1$s FROM old_rows)'
            ' UNION ALL (SELECT %1$s FROM old_rows EXCEPT SELECT %1$s FROM new_rows)', TG_ARGV[0]) END;
    EXECUTE format(
        'WITH part AS (%s), shown AS (SELECT a.id FROM articles_article a'
        ' WHERE a.id IN (SELECT %I FROM part) AND a.{_SHOWN.replace("'", "''")})'
        ' SELECT (SELECT array_agg(id) FROM shown WHERE id NOT IN ({_NEW.replace("'", "''")})),'
        ' (SELECT array_agg(DISTINCT key) FROM part CROSS JOIN LATERAL unnest(ARRAY[%s]::text[]) AS key'
        '  WHERE %I IN (SELECT id FROM shown))',
        changed, TG_ARGV[1], TG_ARGV[3], TG_ARGV[1]) INTO ids, keys;
    IF ids IS NOT NULL AND TG_ARGV[2] = 'lists' THEN
        PERFORM pages_bump_articles(ids);
    ELSIF ids IS NOT NULL THEN
        PERFORM pages_bump(ARRAY(SELECT 'article-' || id FROM unnest(ids) AS id));
    END IF;
    IF keys IS NOT NULL THEN
        PERFORM pages_bump(keys);
    END IF;
    RETURN NULL;
END $$;

-- Rows that pages name. Arguments: the columns that count, the keys of a row, and which rows.
CREATE FUNCTION pages_named() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed text; keys text[];
BEGIN
    changed := CASE TG_OP
        WHEN 'INSERT' THEN format('SELECT %s FROM new_rows', TG_ARGV[0])
        WHEN 'DELETE' THEN format('SELECT %s FROM old_rows', TG_ARGV[0])
        ELSE format('(SELECT %1$s FROM new_rows EXCEPT SELECT %1$s FROM old_rows)'
            ' UNION ALL (SELECT %1$s FROM old_rows EXCEPT SELECT %1$s FROM new_rows)', TG_ARGV[0]) END;
    EXECUTE format('SELECT array_agg(DISTINCT key) FROM (%s) AS changed'
        ' CROSS JOIN LATERAL unnest(ARRAY[%s]::text[]) AS key WHERE %s',
        changed, TG_ARGV[1], TG_ARGV[2]) INTO keys;
    IF keys IS NOT NULL THEN
        PERFORM pages_bump(keys);
    END IF;
    RETURN NULL;
END $$;

-- A picture shows wherever its articles do.
CREATE FUNCTION pages_picture() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE ids bigint[];
BEGIN
    SELECT array_agg(DISTINCT a.id) INTO ids
    FROM articles_articleimage u JOIN articles_article a ON a.id = u.article_id AND a.{_SHOWN}
    WHERE u.image_id IN (
        SELECT n.id FROM new_rows n JOIN old_rows o ON o.id = n.id
        WHERE (n.file, n.url, n.caption, n.credit, n.alt, n.width, n.height, n.focal_x, n.focal_y)
            IS DISTINCT FROM (o.file, o.url, o.caption, o.credit, o.alt, o.width, o.height, o.focal_x, o.focal_y)
    );
    IF ids IS NOT NULL THEN
        PERFORM pages_bump_articles(ids);
    END IF;
    RETURN NULL;
END $$;

-- Near-copies name each other: where a group gains or loses one, all its pages change.
CREATE FUNCTION pages_copies() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE groups bigint[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(DISTINCT group_id) INTO groups FROM new_rows;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT array_agg(DISTINCT group_id) INTO groups FROM old_rows;
        PERFORM pages_bump(array_agg('article-' || article_id)) FROM old_rows;
    ELSE
        SELECT array_agg(DISTINCT g) INTO groups FROM new_rows n JOIN old_rows o USING (article_id)
        CROSS JOIN LATERAL unnest(ARRAY[n.group_id, o.group_id]) AS g WHERE n.group_id <> o.group_id;
    END IF;
    PERFORM pages_bump(array_agg('article-' || m.article_id))
    FROM articles_copymember m JOIN articles_article a ON a.id = m.article_id AND a.{_SHOWN}
    WHERE m.group_id = ANY(groups) AND m.article_id NOT IN ({_NEW});
    RETURN NULL;
END $$;
"""  # noqa: S608 — put together from our own text

DROP_FUNCTIONS = """
DROP FUNCTION pages_copies(); DROP FUNCTION pages_picture(); DROP FUNCTION pages_named();
DROP FUNCTION pages_part(); DROP FUNCTION pages_article(); DROP FUNCTION pages_bump_articles(bigint[]);
DROP FUNCTION pages_bump(text[]);
"""

_ROWS = {
    "INSERT": "NEW TABLE AS new_rows",
    "UPDATE": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "DELETE": "OLD TABLE AS old_rows",
}
ALL = tuple(_ROWS)


def _quoted(*arguments: str) -> str:
    return ", ".join("'{}'".format(text.replace("'", "''")) for text in arguments)


# A trigger that sees its rows may be for one kind of statement only.
TRIGGERS = [
    ("articles_article", "article", ALL, "pages_article()"),
    ("articles_articlekeyword", "keywords", ALL, "pages_part({})".format(_quoted(
        "content_object_id, tag_id, position", "content_object_id", "lists",
        "'keyword-' || tag_id, 'keywords'"))),
    ("articles_articleauthor", "authors", ALL, "pages_part({})".format(_quoted(
        "article_id, author_id, position", "article_id", "lists", "'author-' || author_id"))),
    ("articles_articleimage", "images", ALL, "pages_part({})".format(_quoted(
        "article_id, image_id, position, caption, credit, alt", "article_id", "page", ""))),
    ("articles_articlelink", "links", ALL, "pages_part({})".format(_quoted(
        "article_id, kind, position, headline, url, target_id, is_picked", "article_id", "page", ""))),
    ("articles_similarlist", "similar", ALL, "pages_part({})".format(_quoted(
        "article_id, targets, scores, computed_at IS NULL", "article_id", "page", ""))),
    ("articles_similarchoice", "choices", ALL, "pages_part({})".format(_quoted(
        "article_id, target_id, is_pinned", "article_id", "page", ""))),
    ("articles_copymember", "copies", ALL, "pages_copies()"),
    ("articles_image", "picture", ("UPDATE",), "pages_picture()"),
    ("articles_section", "section", ALL, "pages_named({})".format(_quoted(
        "id, name, slug, parent_id, position, in_menu, description",
        "'section-' || id, 'section-' || id || '-name', 'section-' || parent_id", "true"))),
    ("articles_section", "menu", ALL, "pages_named({})".format(_quoted(
        "id, name, slug, parent_id, position, in_menu", "'site'", "in_menu OR parent_id IS NOT NULL"))),
    ("articles_source", "source", ALL, "pages_named({})".format(_quoted(
        "id, name, slug, kind, homepage, description", "'source-' || id, 'source-' || id || '-name'", "true"))),
    # Which texts are public, anywhere.
    ("articles_source", "rights", ("UPDATE",), "pages_named({})".format(_quoted(
        "id, rights, rights_end, canonical", "'source-' || id, 'site'", "true"))),
    ("articles_source", "menu", ALL, "pages_named({})".format(_quoted(
        "id, name, slug, in_menu", "'site'", "in_menu"))),
    ("articles_author", "author", ALL, "pages_named({})".format(_quoted(
        "id, name, slug, biography", "'author-' || id, 'author-' || id || '-name'", "true"))),
    ("tags_keyword", "keyword", ("UPDATE", "DELETE"), "pages_named({})".format(_quoted(
        "id, name, slug, description", "'keyword-' || id, 'keyword-' || id || '-name', 'keywords'", "true"))),
]  # fmt: skip


def _create(table: str, name: str, events: tuple[str, ...], action: str) -> str:
    return "".join(
        f"CREATE TRIGGER pages_{name}_{event.lower()} AFTER {event} ON {table} REFERENCING {_ROWS[event]} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {action};\n"
        for event in events
    )


def _drop(table: str, name: str, events: tuple[str, ...], action: str) -> str:
    return "".join(f"DROP TRIGGER pages_{name}_{event.lower()} ON {table};\n" for event in events)


class Migration(migrations.Migration):
    """Let whatever changes what pages show bump their versions."""

    dependencies = [("articles", "0045_page_versions"), ("tags", "0005_pairs")]

    operations = [
        migrations.RunSQL(FUNCTIONS, DROP_FUNCTIONS),
        migrations.RunSQL(
            "".join(_create(*trigger) for trigger in TRIGGERS),
            "".join(_drop(*trigger) for trigger in TRIGGERS),
        ),
    ]
