"""The suite's own ground: what migrations wrote is there for every test."""

import pytest
from django.contrib.auth.models import Group, Permission


@pytest.mark.parametrize("turn", [1, 2])
@pytest.mark.django_db(transaction=True)
def test_groups_and_their_permissions_outlive_transactional_tests(turn):
    assert Group.objects.exists()
    assert Permission.objects.filter(group__isnull=False).exists()
    Group.objects.all().delete()
