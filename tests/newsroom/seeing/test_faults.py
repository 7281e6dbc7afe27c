"""What is counted and logged takes nothing away from the site."""

import pytest

from newsroom.seeing import folder, meters
from newsroom.seeing.privacy import without_persons


@pytest.fixture
def no_room(monkeypatch, tmp_path):
    """Give a folder that is none: a disk that is full, or is not ours, fails the same way."""
    taken = tmp_path / "taken"
    taken.write_text("")
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(taken))
    monkeypatch.setattr(folder, "_told", [float("-inf")])
    folder._prepare.cache_clear()
    yield
    folder._prepare.cache_clear()


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/healthz", "/search/?q=خبر", "/admin/login/"])
def test_where_nothing_can_be_counted_pages_are_served_and_it_is_told_once(client, no_room, caplog, path):
    with caplog.at_level("WARNING", logger="newsroom.seeing.folder"):
        assert client.get(path).status_code == 200
        assert client.get(path).status_code == 200
        meters.count(meters.errors, "request")
    told = [record for record in caplog.records if record.name == "newsroom.seeing.folder"]
    assert len(told) == 1


def test_a_file_of_numbers_has_its_whole_room_from_the_first(monkeypatch, tmp_path):
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    folder._prepare.cache_clear()
    folder.prepare()
    folder._prepare.cache_clear()
    files = list(tmp_path.glob("*.db"))
    assert len(files) == len(folder.KINDS)
    assert all(file.stat().st_blocks * 512 >= file.stat().st_size > 0 for file in files)


@pytest.mark.parametrize("text", ["a" * 200_000, "1.2:" * 50_000, "a@" * 100_000, "://" * 70_000])
def test_a_text_of_any_length_is_cut_before_persons_are_looked_for_in_it(text):
    assert len(without_persons(f"بدأ {text} وانتهى")) < 9_000
    assert without_persons(f"بدأ {text} وانتهى").startswith("بدأ")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("من 192.0.2.7 إلى", "من … إلى"),
        ("من 2001:db8::1 إلى", "من … إلى"),
        ("من ::ffff:192.0.2.7 إلى", "من … إلى"),
        ("إلى reader@example.org قبل", "إلى … قبل"),
        ("عند 10:30:00", "عند 10:30:00"),
    ],
)
def test_addresses_are_found_still(text, shown):
    assert without_persons(text) == shown
