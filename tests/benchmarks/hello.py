"""The least that Django answers, to measure pages against: one view, no middleware, no database."""

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path

settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY="hello", MIDDLEWARE=[])
# With its length, which keeps the connection simple, as pages have it.
urlpatterns = [path("", lambda request: HttpResponse("Hello, world", headers={"Content-Length": "12"}))]
application = get_wsgi_application()
