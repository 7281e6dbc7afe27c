from django.conf import settings
from django.contrib import admin
from django.contrib.admin.apps import AdminConfig
from django.http import HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

YEAR = 365 * 24 * 3600

# The rooms of the desk, in the order of a day's work: (label, models).
ROOMS = (
    (
        _("Articles"),
        (
            "articles.Article", "articles.Assignment", "articles.Mention", "articles.BulkRun",
            "articles.SavedView",
        ),
    ),
    (
        _("Order of the site"),
        (
            "articles.Section", "articles.Source", "tags.Keyword", "tags.KeywordPair", "tags.KeywordMerge",
            "articles.Author",
        ),
    ),
    (_("Pictures"), ("articles.Image",)),
    (
        _("Words"),
        (
            "articles.HouseStyle", "articles.HouseName", "articles.IgnoredProblem",
            "articles.WordEntry", "articles.WordChange",
        ),
    ),
    (
        _("Imports"),
        (
            "articles.ImportBatch", "articles.ImportItem", "articles.NearCopy", "articles.CopyGroup",
            "articles.Feed",
            "articles.AllowedNetwork",
        ),
    ),
    (_("People"), ("newsroom.User", "auth.Group")),
)  # fmt: skip


class NewsroomAdminConfig(AdminConfig):
    default_site = "newsroom.admin_site.NewsroomAdminSite"


class NewsroomAdminSite(admin.AdminSite):
    site_header = _("The newsroom desk")
    site_title = _("The newsroom desk")
    index_title = _("What waits for you")
    index_template = "admin/desk_index.html"
    enable_nav_sidebar = False

    def get_urls(self):
        from articles.admin import completion, desk, onwards

        pages = [
            (f"complete/{kind}/", getattr(completion, f"complete_{kind}"), f"complete_{kind}")
            for kind in ("keyword", "source", "article", "image", "person")
        ]
        pages.append(("suggest/keywords/", completion.suggest_keywords, "suggest_keywords"))
        pages.append(("session/", tell_session, "session"))
        pages.append(("desk/", desk.show_lists, "desk"))
        pages.append(("r/<int:content_type_id>/<path:object_id>/", onwards.lead_to_page, "view_on_site"))
        own = [path(route, self.admin_view(view), name=name) for route, view, name in pages]
        # Django's own way to public pages asks nobody's rights; ours takes its name and place.
        rest = [found for found in super().get_urls() if getattr(found, "name", "") != "view_on_site"]
        return [path("language/", choose_language, name="language"), *own, *rest]

    def index(self, request, extra_context=None):
        from articles.admin.desk import desk_context

        return super().index(request, {**desk_context(request.user), **(extra_context or {})})

    def get_app_list(self, request, app_label=None):
        """Group the models by rooms instead of by Django's applications."""
        if app_label:
            return super().get_app_list(request, app_label)
        models = {
            f"{app['app_label']}.{model['object_name']}": (app, model)
            for app in super().get_app_list(request)
            for model in app["models"]
        }
        return [room for label, names in ROOMS if (room := _room(label, names, models))]


def _room(label, names, models: dict):
    found = [models[name] for name in names if name in models]
    if not found:
        return None
    app = found[0][0]
    return {**app, "name": label, "models": [model for _app, model in found]}


def tell_session(request):
    """Let an open form learn who is still signed in, and the token to post with."""
    return JsonResponse({"csrf": get_token(request), "user": request.user.pk})


@require_POST
def choose_language(request):
    """Keep the person's language for the desk alone: public pages never see the cookie."""
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        target = reverse("admin:index")
    response = HttpResponseRedirect(target)
    language = request.POST.get("language")
    if language in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, language, max_age=YEAR, path=reverse("admin:index"),
            secure=settings.IS_HTTPS, httponly=True, samesite="Lax",
        )  # fmt: skip
    return response


def locked_out(request, credentials, *args, **kwargs):
    """Tell a person, kindly, that sign-in rests for a while after many wrong passwords."""
    minutes = round(settings.AXES_COOLOFF_TIME * 60)
    context = {**admin.site.each_context(request), "minutes": minutes}
    return render(request, "admin/locked_out.html", context, status=429)
