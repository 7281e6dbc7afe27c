"""Pictures from the folder of uploads, where no web server and no other storage takes them over."""

from django.utils.cache import patch_cache_control
from django.views.static import serve

YEAR = 365 * 24 * 3600


def media(request, path: str, document_root):
    """Serve a file; its name, once given, never stands for anything else."""
    response = serve(request, path, document_root)
    patch_cache_control(response, public=True, max_age=YEAR, immutable=True)
    return response
