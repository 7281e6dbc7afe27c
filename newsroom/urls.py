from django.contrib import admin
from django.urls import include, path

from newsroom.media import media

# The web server of a machine or the media storage may take these over; `serve` is bounded to the
# folder, and SecurityMiddleware adds nosniff, so an upload is never taken for a page.
urlpatterns = [
    path("admin/", admin.site.urls),
    path("media/<path:path>", media, name="media"),
    path("", include("articles.urls")),
]

handler400 = "articles.views.errors.bad_request"
handler403 = "articles.views.errors.permission_denied"
handler404 = "articles.views.errors.page_not_found"
handler500 = "articles.views.errors.server_error"
