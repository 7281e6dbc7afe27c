from django.conf import settings


def site(request):
    """Give every page the site's name and address; sections come lazily, where a page prints them."""
    return {"SITE_NAME": settings.SITE_NAME, "SITE_URL": settings.SITE_URL}
