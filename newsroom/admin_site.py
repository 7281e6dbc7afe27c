from django.contrib import admin
from django.contrib.admin.apps import AdminConfig
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _


class NewsroomAdminConfig(AdminConfig):
    default_site = "newsroom.admin_site.NewsroomAdminSite"


class NewsroomAdminSite(admin.AdminSite):
    site_header = _("The newsroom desk")
    site_title = _("The newsroom desk")
    index_title = _("What waits for you")
    enable_nav_sidebar = False


def locked_out(request, credentials, *args, **kwargs):
    """Tell a person, kindly, that sign-in rests for a while after many wrong passwords."""
    return render(request, "admin/locked_out.html", status=429)
