from django.conf import settings
from django.contrib import admin
from django.contrib.auth.views import PasswordChangeView
from django.http import HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from newsroom import lockouts, second_factor
from newsroom.addresses import target_of
from newsroom.middleware import client_address

# Addresses of Django's that ours stand in for.
OURS = ("view_on_site", "logout")
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
            "articles.Section", "articles.Topic", "articles.Source", "tags.Keyword", "tags.KeywordPair",
            "tags.KeywordMerge", "articles.Author", "articles.FlatPage", "articles.Newsletter",
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
            "articles.AllowedNetwork", "articles.Partner",
        ),
    ),
    (_("People"), ("newsroom.User", "newsroom.Invitation", "auth.Group")),
)  # fmt: skip


class NewsroomAdminSite(admin.AdminSite):
    site_header = _("The newsroom desk")
    site_title = _("The newsroom desk")
    index_title = _("What waits for you")
    index_template = "admin/desk_index.html"
    enable_nav_sidebar = False

    def get_urls(self):
        from articles.admin import calendar, completion, desk, fronts, onwards, state_pages
        from newsroom import account_pages, confirm_pages, factor_pages, invitation_pages

        pages = [
            (f"complete/{kind}/", getattr(completion, f"complete_{kind}"), f"complete_{kind}")
            for kind in ("keyword", "source", "article", "image", "person")
        ]
        pages.append(("suggest/keywords/", completion.suggest_keywords, "suggest_keywords"))
        pages.append(("session/", tell_session, "session"))
        pages.append(("account/", account_pages.show_account, "account"))
        pages.append(("confirm/", confirm_pages.confirm, "confirm"))
        pages.append(("desk/", desk.show_lists, "desk"))
        pages.append(("state/", state_pages.show_state, "state"))
        pages.append(("state/parts/", state_pages.show_parts, "state_parts"))
        pages.append(("state/jobs/<int:job_id>/", state_pages.try_again, "state_job"))
        pages.append(("calendar/", calendar.show_month, "calendar"))
        day = "calendar/<int:year>/<int:month>/<int:day>/"
        pages.append((day, calendar.show_date, "calendar_day"))
        pages.append(("front/", fronts.show_front, "front"))
        pages.append(("front/preview/", fronts.preview_front, "front_preview"))
        pages.append(("front/versions/<int:arrangement_id>/", fronts.show_version, "front_version"))
        pages.append(("r/<int:content_type_id>/<path:object_id>/", onwards.lead_to_page, "view_on_site"))
        own = [path(route, self.admin_view(view), name=name) for route, view, name in pages]
        # Open before the second step is done; to sign out, too.
        steps = [
            ("language/", choose_language, "language"),
            ("logout/", self.logout, "logout"),
            ("join/<str:token>/", invitation_pages.join, "join"),
            ("second-factor/", factor_pages.verify, "second_factor"),
            ("second-factor/set-up/", factor_pages.set_up, "second_factor_set_up"),
        ]
        own += [path(route, view, name=name) for route, view, name in steps]
        # Django's own way to public pages asks nobody's rights; ours takes its name and place.
        rest = [found for found in super().get_urls() if getattr(found, "name", "") not in OURS]
        return [*own, *rest]

    def has_permission(self, request):
        """Nothing of the desk opens before the second step is done, where one is asked for."""
        if not super().has_permission(request):
            return False
        return not (second_factor.must_verify(request) or second_factor.must_set_up(request.user))

    def login(self, request, extra_context=None):
        """Lead who has given the password to the step that is left."""
        if request.method == "GET" and super().has_permission(request):
            from newsroom.factor_pages import lead_to_step

            if step := lead_to_step(request):
                return step
        return super().login(request, extra_context)

    def password_change(self, request, extra_context=None):
        """Count wrong guesses at the old password, as the sign-in does, and end the other sessions."""
        from newsroom.own_password import OwnPasswordForm

        view = PasswordChangeView.as_view(
            form_class=type("PasswordForm", (OwnPasswordForm,), {"request": request}),
            success_url=reverse("admin:password_change_done"),
            extra_context={**self.each_context(request), **(extra_context or {})},
            template_name="registration/password_change_form.html",
        )
        request.current_app = self.name
        return view(request)

    def index(self, request, extra_context=None):
        from articles.admin.desk import desk_context

        user = request.user
        advised = second_factor.factor_of(user) is None and second_factor.should_have(user)
        from newsroom.backups.recording import told_to

        context = {
            **desk_context(user),
            "backups": told_to(user),
            "advises_second_factor": advised,
            **(extra_context or {}),
        }
        return super().index(request, context)

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
    response = HttpResponseRedirect(target_of(request))
    language = request.POST.get("language")
    if language in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, language, max_age=YEAR, path=reverse("admin:index"),
            secure=settings.IS_HTTPS, httponly=True, samesite="Lax",
        )  # fmt: skip
    return response


def locked_out(request, response, credentials):
    """Tell a person, kindly, that sign-in rests for a while after many wrong passwords."""
    ends = lockouts.until((credentials or {}).get("username", ""), client_address(request))
    minutes = second_factor.minutes_until(ends or timezone.now() + lockouts.RESTS)
    context = {**admin.site.each_context(request), "minutes": minutes}
    response = render(request, "admin/locked_out.html", context, status=429)
    response.headers["Retry-After"] = str(minutes * 60)
    return response
