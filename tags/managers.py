from taggit.managers import TaggableManager, _TaggableManager


class KeywordManager(_TaggableManager):
    """Resolve strings by folded key and alias, through every door, and keep their order."""

    def _to_tag_model_instances(self, tags, tag_kwargs):
        model = self.through.tag_model()
        names = [tag for tag in tags if isinstance(tag, str)]
        found, _created = model._default_manager.ensure(names)
        rows = (found.get(tag) if isinstance(tag, str) else tag for tag in tags)
        return list(dict.fromkeys(row for row in rows if row is not None))

    def names(self):
        return [keyword.name for keyword in self.get_queryset()]


class KeywordsField(TaggableManager):
    def __init__(self, **kwargs):
        kwargs.setdefault("manager", KeywordManager)
        kwargs.setdefault("ordering", ["article_keywords__position"])
        super().__init__(**kwargs)
