from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend
from django.core.exceptions import PermissionDenied

from articles.reach import with_sections
from newsroom.middleware import client_address


class FloodBackend:
    """Let nobody guess on from address to address, or from name to name; `axes` tells them to wait."""

    def authenticate(self, request, username=None, **credentials):
        from newsroom import lockouts  # its rows are there once all applications are

        if request is not None and username and lockouts.is_flooded(username, client_address(request)):
            request.axes_locked_out = True
            raise PermissionDenied


class PeopleBackend(ModelBackend):
    """Find the person of a request, what they reach included, in one query."""

    def get_user(self, user_id):
        people = get_user_model()._default_manager.select_related("second_factor")
        user = with_sections(people).filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
