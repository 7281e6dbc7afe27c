"""The bar of saved views over a list, and the view with which a list opens."""

from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.views.main import ALL_VAR, ERROR_FLAG, ORDER_VAR, PAGE_VAR, ChangeList
from django.http import HttpResponseRedirect

from articles.models import SavedView
from articles.saved_views import MOST_SHOWN, views_for

VIEW_VAR = "view"
WHOLE = f"?{VIEW_VAR}=all"
_PASSING = (PAGE_VAR, ALL_VAR, ERROR_FLAG, VIEW_VAR, IS_POPUP_VAR)


class SavedChangeList(ChangeList):
    """A list that opens with a view leads to all its rows by an address of its own, not by the bare one."""

    whole = WHOLE

    def get_ordering_field(self, field_name):
        """Order by what the list offers only: any other column of an address would sort the whole table."""
        if self.sortable_by is not None and field_name not in self.sortable_by:
            return None
        return super().get_ordering_field(field_name)

    def get_query_string(self, new_params=None, remove=None):
        address = super().get_query_string(new_params, remove)
        return WHOLE if address == "?" else address


class SavedViewsMixin:
    """Show over a list the views of it that a person has, and open it with the one that they chose."""

    def get_changelist(self, request, **kwargs):
        return SavedChangeList

    def changelist_view(self, request, extra_context=None):
        if request.method != "GET" or IS_POPUP_VAR in request.GET:
            return super().changelist_view(_without_view(request), extra_context)
        views = list(views_for(request.user, self.opts.label_lower)[:MOST_SHOWN])
        opening = next((view for view in views if view.is_default), None)
        if opening and not request.GET:
            return HttpResponseRedirect(self.address_of(request, opening))
        bar = self._bar(_without_view(request), views)
        return super().changelist_view(request, {"saved_views": bar, **(extra_context or {})})

    def _bar(self, request, views: list[SavedView]) -> dict[str, Any]:
        """Tell the views with their addresses, which one is shown, and what a new one would hold."""
        query, order = self.present_view(request)
        told = [
            {
                "view": view, "address": self.address_of(request, view),
                "is_present": (view.query, view.order) == (query, order),
            }
            for view in views
        ]  # fmt: skip
        adding = urlencode({"page": self.opts.label_lower, "query": query, "order": order})
        return {
            "views": told, "whole": WHOLE, "is_whole": not query and not order,
            "is_present": any(one["is_present"] for one in told), "adding": adding,
        }  # fmt: skip

    def present_view(self, request) -> tuple[str, str]:
        """Return filters and words of the address in one spelling, and its columns of order by name."""
        kept = [(name, value) for name, value in request.GET.items() if name not in (*_PASSING, ORDER_VAR)]
        query = urlencode(sorted((name, value) for name, value in kept if value))
        return query, self._order_names(request, request.GET.get(ORDER_VAR, ""))

    def _columns(self, request) -> list[Any]:
        first = ["action_checkbox"] if self.get_actions(request) else []
        return [*first, *(getattr(one, "__name__", one) for one in self.get_list_display(request))]

    def _order_names(self, request, numbers: str) -> str:
        """«6.-5» is «publication,-section» for somebody with these columns."""
        columns, names = self._columns(request), []
        for part in numbers.split("."):
            number = part.removeprefix("-")
            if number.isascii() and number.isdigit() and int(number) < len(columns):
                names.append(part.removesuffix(number) + columns[int(number)])
        return ",".join(names)[:200]

    def address_of(self, request, view: SavedView) -> str:
        """Return the address of a view within the list, with the numbers that its columns have here."""
        columns = self._columns(request)
        order = [
            f"{'-' * name.startswith('-')}{columns.index(name.removeprefix('-'))}"
            for name in view.order.split(",")
            if name.removeprefix("-") in columns
        ]
        pairs = parse_qsl(view.query)
        if order:
            pairs.append((ORDER_VAR, ".".join(order)))
        return f"?{urlencode(pairs)}" if pairs else WHOLE


def _without_view(request):
    """Take our own parameter away, which Django's list would take for a filter that it does not know."""
    if VIEW_VAR in request.GET:
        request.GET = request.GET.copy()
        del request.GET[VIEW_VAR]
    return request
