from django.http import Http404


def get_named_or_404(queryset, slug):
    """Return (row, whether the slug is an old one or an alias's)."""
    row, is_old = queryset.by_slug(slug)
    if row is None:
        raise Http404
    return row, is_old
