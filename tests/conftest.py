import pytest

from tests.factories import make_user


@pytest.fixture
def editor(db):
    return make_user("editor", group="editor")


@pytest.fixture
def reporter(db):
    return make_user("reporter", group="reporter")


@pytest.fixture
def managing_editor(db):
    return make_user("managing", group="managing editor")


@pytest.fixture
def import_staff(db):
    return make_user("staff", group="import staff")
