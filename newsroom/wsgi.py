import os

from django.core.wsgi import get_wsgi_application

from newsroom import environment

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
# 3 is how gunicorn's worker says that it cannot boot, so that it is not started again and again.
with environment.clear_errors(exit_status=3):
    application = get_wsgi_application()
