from django.db.models import Max
from taggit.managers import TaggableManager, _TaggableManager


class KeywordManager(_TaggableManager):
    """Resolve strings by folded key and alias, through every door, and keep their order."""

    def _to_tag_model_instances(self, tags, tag_kwargs):
        model = self.through.tag_model()
        names = [tag for tag in tags if isinstance(tag, str)]
        found, _created = model._default_manager.ensure(names)
        rows = (found.get(tag) if isinstance(tag, str) else tag for tag in tags)
        return list(dict.fromkeys(row for row in rows if row is not None))

    def add(self, *tags, **kwargs):
        """Add behind those that are there."""
        rows = self.through._default_manager.filter(**self._lookup_kwargs())
        last = rows.aggregate(last=Max("position"))["last"]
        start = 0 if last is None else last + 1
        for place, keyword in enumerate(self._to_tag_model_instances(tags, {}), start):
            super().add(keyword, through_defaults={"position": place})

    def set(self, tags, **kwargs):
        """Replace all, in the order given."""
        super().set(self._to_tag_model_instances(tags, {}), clear=True)

    def remove(self, *tags):
        """Remove by any spelling or alias; what nobody has is no error, and is not made."""
        names = [tag for tag in tags if isinstance(tag, str)]
        found = self.through.tag_model()._default_manager.by_names(names)
        rows = [found.get(tag) if isinstance(tag, str) else tag for tag in tags]
        super().remove(*(row.name for row in rows if row is not None))

    def names(self):
        return [keyword.name for keyword in self.get_queryset()]


class KeywordsField(TaggableManager):
    def __init__(self, **kwargs):
        kwargs.setdefault("manager", KeywordManager)
        kwargs.setdefault("ordering", ["article_keywords__position"])
        super().__init__(**kwargs)
