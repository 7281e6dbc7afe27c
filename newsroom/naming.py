"""Things found by a folded name: keywords, sources, sections and authors share these rules."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from newsroom.arabic import fold, slugify

NAME_LENGTH = 200
SLUG_BYTES = 180


class Named(models.Model):
    """Hold a name that is unique by its folded key: «حرّيات» and «حـريات» → one row, key «حريات»."""

    name = models.CharField(_("name"), max_length=NAME_LENGTH)
    key = models.CharField(_("folded name"), max_length=NAME_LENGTH, unique=True, editable=False)
    slug = models.CharField(_("slug"), max_length=NAME_LENGTH, unique=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.key = fold(self.name)
        self.slug = slugify(self.slug) or unique_slug(type(self), self.name, exclude=self.pk)
        super().save(*args, **kwargs)


class Alias(models.Model):
    """Keep another name, or an old slug, of a named thing; both lead to it (301)."""

    name = models.CharField(_("name"), max_length=NAME_LENGTH)
    key = models.CharField(_("folded name"), max_length=NAME_LENGTH, unique=True, editable=False)
    slug = models.CharField(_("slug"), max_length=NAME_LENGTH, blank=True, db_index=True)

    class Meta:
        abstract = True

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.key = fold(self.name)
        self.slug = self.slug or slugify(self.name)
        super().save(*args, **kwargs)


def named_constraints(table: str) -> list[models.BaseConstraint]:
    """Forbid empty keys and slugs in the database, not only in forms."""
    return [
        models.CheckConstraint(condition=~models.Q(key=""), name=f"{table}_key_not_empty"),
        models.CheckConstraint(condition=~models.Q(slug=""), name=f"{table}_slug_not_empty"),
    ]


def unique_slug(model, name: str, *, exclude=None, taken: frozenset[str] | set[str] = frozenset()) -> str:
    """Return a free slug for `name`: «أخبار المدينة» → «أخبار-المدينة», then «…-2», «…-3»."""
    base = slugify(name, max_bytes=SLUG_BYTES) or "x"
    used = set(taken) | set(
        model._default_manager.filter(slug__startswith=base)
        .exclude(pk=exclude)
        .values_list("slug", flat=True)
    )
    slug, number = base, 1
    while slug in used:
        number += 1
        slug = f"{base}-{number}"
    return slug


class NamedQuerySet(models.QuerySet):
    """Resolve names to rows by key and alias; `alias_model` has a foreign key named `target`."""

    def by_slug(self, slug: str):
        """Return (row or None, whether `slug` is an old or alias slug)."""
        if row := self.filter(slug=slug).first():
            return row, False
        return self.filter(aliases__slug=slug).order_by("pk").first(), True

    def by_names(self, names, *, is_held: bool = False) -> dict[str, models.Model]:
        """Map each known name, as spelt by the caller, to its row; `is_held` keeps that from removal."""
        keys = {name: fold(name) for name in names}
        rows = self.held if is_held else self._with_keys
        found = {row.key: row for row in rows(set(keys.values()))}
        missing = set(keys.values()) - set(found)
        if missing:
            aliases = self.model.aliases.rel.related_model._default_manager
            found |= {a.key: a.target for a in aliases.filter(key__in=missing).select_related("target")}
        return {name: found[key] for name, key in keys.items() if key in found}

    def _with_keys(self, keys: set[str]):
        return self.filter(key__in=keys)

    def held(self, keys: set[str]):
        """Read rows by key for a write; where others may remove them meanwhile, lock them against that."""
        return self._with_keys(keys)

    def ensure(self, names, **defaults) -> tuple[dict[str, models.Model], int]:
        """Map every name to its row, creating what is missing in the order given.

        Returns the map and how many rows were created. Names whose key is empty are left out.
        The first spelling of a key wins (DESIGN 2.14).
        """
        known = self.by_names(names, is_held=True)
        missing: dict[str, str] = {}
        for name in names:
            if name not in known and (key := fold(name)):
                missing.setdefault(key, name.strip())
        if missing:
            self._insert_named(missing, defaults)
            known = self.by_names(names, is_held=True)
        return known, len(missing)

    def make(self, **fields):
        """Make a row that is written without `save`; whoever keeps more of a name adds it here."""
        return self.model(**fields)

    def _insert_named(self, missing: dict[str, str], defaults: dict) -> None:
        bases = {key: slugify(name, max_bytes=SLUG_BYTES) for key, name in missing.items()}
        taken = set(
            self.model._default_manager.filter(slug__in=bases.values()).values_list("slug", flat=True)
        )
        rows = []
        for key, name in missing.items():
            is_free = bases[key] and bases[key] not in taken
            slug = bases[key] if is_free else unique_slug(self.model, name, taken=taken)
            taken.add(slug)
            rows.append(self.make(name=name, key=key, slug=slug, **defaults))
        self.model._default_manager.bulk_create(rows, ignore_conflicts=True)
