import re

import pytest

from newsroom.management.commands import run_newsroom
from newsroom.models import User


@pytest.mark.django_db
def test_the_first_password_is_told_at_once_where_output_goes_to_a_file(tmp_path, monkeypatch):
    monkeypatch.setattr(run_newsroom, "load_sample", lambda: None)
    log = tmp_path / "log"
    with log.open("w", encoding="utf-8") as output:
        run_newsroom.Command(stdout=output).furnish()
        told = log.read_text(encoding="utf-8")  # before the file is closed
    password = re.search(r"password: (\S+)", told)[1]
    assert User.objects.get(username="admin").check_password(password)
