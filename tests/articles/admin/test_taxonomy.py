import pytest
from django.urls import reverse

from articles.models import Author, Section, Source
from tags.models import Keyword

pytestmark = pytest.mark.django_db

NO_ROWS = {f"{rows}-{what}_FORMS": 0 for rows in ("aliases", "feeds") for what in ("TOTAL", "INITIAL")}
FIELDS = {
    Section: {"position": 0},
    Source: {"kind": "outlet", "rights": "full", "canonical": "ours"},
    Author: {},
    Keyword: {},
}


@pytest.mark.parametrize("model", FIELDS)
def test_a_new_row_without_a_slug_gets_one_of_its_name(client, managing_editor, model):
    client.force_login(managing_editor)
    name = model._meta.model_name
    address = reverse(f"admin:{model._meta.app_label}_{name}_add")
    for slug in ("رأي-آخر", "رأي-آخر-2"):
        named = {"name": "رأي آخر" if slug.endswith("خر") else "رأي: آخر 2", "slug": ""}
        response = client.post(address, {**named, **FIELDS[model], **NO_ROWS})
        assert response.status_code == 302, response.context["errors"]
        assert model.objects.filter(slug=slug).exists()
