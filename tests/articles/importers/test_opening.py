import gzip
import io
import os
import stat
import struct
import sys
import tarfile
import zipfile
import zlib

import pytest

from articles.importers import streams
from articles.importers.opening import OpeningError, broken_off, find_inputs, iter_inputs

LINE = '{"headline": "افتتاح السوق"}\n'.encode()


def read_all(*paths):
    """Return (name, bytes or the reason why not) of each input."""
    found = []
    for entry in iter_inputs(find_inputs(list(map(str, paths)))):
        name = entry.name.rsplit("/", 1)[-1]
        try:
            with entry.open() as stream:
                found.append((name, stream.read()))
        except OpeningError as error:
            found.append((name, str(error)))
    return found


def make_zip(path, *members, method=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return path


def test_a_gzip_that_breaks_off_gives_what_came_before_and_says_so(tmp_path):
    path = tmp_path / "in.jsonl.gz"
    whole = os.urandom(300_000).hex().encode()
    path.write_bytes(gzip.compress(whole)[:-150_000])
    with next(iter_inputs([path])).open() as stream:
        data = stream.read()
        assert whole.startswith(data)
        assert len(data) > 200_000
        assert str(len(data)) in broken_off(stream)


def test_a_gzip_by_another_name_is_unpacked(tmp_path):
    (tmp_path / "in.jsonl").write_bytes(gzip.compress(LINE))
    assert read_all(tmp_path / "in.jsonl") == [("in.jsonl", LINE)]


def test_a_gzip_that_swells_like_a_bomb_is_stopped_after_what_it_gave(tmp_path, monkeypatch):
    monkeypatch.setattr(streams, "FREE_BYTES", 1 << 20)
    (tmp_path / "bomb.gz").write_bytes(gzip.compress(LINE + b"0" * 50_000_000))
    with next(iter_inputs([tmp_path / "bomb.gz"])).open() as stream:
        assert stream.readline() == LINE
        with pytest.raises(OpeningError, match="200"):
            stream.read()


def test_the_text_that_packs_best_is_no_bomb(tmp_path, monkeypatch):
    monkeypatch.setattr(streams, "FREE_BYTES", 0)
    (tmp_path / "in.gz").write_bytes(gzip.compress(b"".join(b"%d %s" % (n, LINE) for n in range(20_000))))
    assert read_all(tmp_path / "in.gz")[0][1].count(b"\n") == 20_000


def test_a_gzip_in_a_zip_is_unpacked_and_a_zip_in_a_zip_is_not(tmp_path):
    inner = make_zip(tmp_path / "inner.zip", ("a.jsonl", LINE)).read_bytes()
    path = make_zip(tmp_path / "in.zip", ("a.jsonl.gz", gzip.compress(LINE)), ("b.zip", inner))
    assert read_all(path) == [("in.zip!a.jsonl.gz", LINE), ("in.zip!b.zip", inner)]


@pytest.mark.parametrize("name", ["../../a.txt", "/etc/a.txt", "C:\\a.txt", "a\x00b.txt", "x/../../a.txt"])
def test_names_in_an_archive_are_only_names(tmp_path, name):
    path = make_zip(tmp_path / "in.zip", (name, LINE))
    assert [data for _name, data in read_all(path)] == [LINE]
    assert [item.name for item in tmp_path.iterdir()] == ["in.zip"]


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFCHR, stat.S_IFIFO])
def test_links_and_devices_in_an_archive_are_refused_by_name(tmp_path, kind):
    info = zipfile.ZipInfo("trick.txt")
    info.external_attr = (kind | 0o644) << 16
    path = make_zip(tmp_path / "in.zip", (info, "/etc/passwd"), ("good.jsonl", LINE))
    assert read_all(path)[0] == ("in.zip!good.jsonl", LINE)
    assert "trick.txt" in read_all(path)[1][1]


def test_members_that_share_their_bytes_are_refused(tmp_path):
    data = bytearray(make_zip(tmp_path / "in.zip", ("a.txt", LINE), ("b.txt", LINE)).read_bytes())
    second = data.rfind(b"PK\x01\x02")
    data[second + 42 : second + 46] = struct.pack("<I", 0)
    (tmp_path / "in.zip").write_bytes(data)
    with pytest.raises(OpeningError, match="in.zip"):
        read_all(tmp_path / "in.zip")


def test_a_member_gives_no_more_than_the_size_it_names(tmp_path):
    path = make_zip(tmp_path / "in.zip", ("a.txt", b" " * 1_000_000))
    data = path.read_bytes().replace(struct.pack("<I", 1_000_000), struct.pack("<I", 100))
    path.write_bytes(data)
    with pytest.raises(OpeningError, match="ضغطه تالف"):
        read_all(path)


def test_a_locked_member_is_named(tmp_path):
    data = bytearray(make_zip(tmp_path / "in.zip", ("locked.txt", LINE)).read_bytes())
    data[6] |= 1
    data[data.rfind(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "in.zip").write_bytes(data)
    with pytest.raises(OpeningError, match=r"locked\.txt"):
        read_all(tmp_path / "in.zip")


def test_packings_that_hand_out_a_block_at_once_are_refused(tmp_path):
    path = make_zip(tmp_path / "in.zip", ("a.txt", b"0" * 10_000_000), method=zipfile.ZIP_BZIP2)
    with pytest.raises(OpeningError, match=r"a\.txt"):
        read_all(path)


def test_a_list_of_members_beyond_all_bounds_is_refused_unread(tmp_path):
    data = bytearray(make_zip(tmp_path / "in.zip", ("a.txt", LINE)).read_bytes())
    end = data.rfind(b"PK\x05\x06")
    data[end + 12 : end + 16] = struct.pack("<I", 1 << 30)
    (tmp_path / "in.zip").write_bytes(data)
    with pytest.raises(OpeningError, match="in.zip"):
        read_all(tmp_path / "in.zip")


def test_an_archive_without_files_is_called_empty(tmp_path):
    with pytest.raises(OpeningError, match="فارغ"):
        read_all(make_zip(tmp_path / "in.zip"))


def test_an_archive_of_ill_written_names_is_refused_with_a_word(tmp_path):
    data = make_zip(tmp_path / "in.zip", ("سوق.txt", LINE)).read_bytes()
    (tmp_path / "in.zip").write_bytes(data.replace("سوق".encode(), b"\xff\xfe\xfd\xff\xfe\xfd"))
    with pytest.raises(OpeningError, match="in.zip"):
        read_all(tmp_path / "in.zip")


def test_a_folder_is_walked_through_links_once_and_in_order(tmp_path):
    (tmp_path / "b" / "c").mkdir(parents=True)
    (tmp_path / "b" / "c" / "2.txt").write_bytes(LINE)
    (tmp_path / "a.txt").write_bytes(LINE)
    (tmp_path / ".hidden").write_bytes(LINE)
    (tmp_path / "b" / "round").symlink_to(tmp_path)
    elsewhere = tmp_path.parent / f"{tmp_path.name}-elsewhere"
    elsewhere.mkdir()
    (elsewhere / "3.txt").write_bytes(LINE)
    (tmp_path / "z").symlink_to(elsewhere)
    os.mkfifo(tmp_path / "pipe")
    assert [name for name, _data in read_all(tmp_path)] == ["a.txt", "2.txt", "3.txt"]


def test_a_link_to_nothing_in_a_folder_is_told_of(tmp_path):
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere")
    ((name, reason),) = read_all(tmp_path)
    assert name == "gone.txt"
    assert "gone.txt" in reason


def test_a_closed_folder_within_is_told_of(tmp_path, monkeypatch):
    (tmp_path / "closed").mkdir()
    real = os.scandir

    def scandir(path):
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    ((name, reason),) = read_all(tmp_path)
    assert name == "closed"
    assert "closed" in reason


def test_a_file_that_vanishes_before_it_is_read_is_told_of(tmp_path):
    for name in "12":
        (tmp_path / name).write_bytes(LINE)
    found = find_inputs([str(tmp_path)])
    (tmp_path / "1").unlink()
    first, second = iter_inputs(found)
    with pytest.raises(OpeningError, match="1"):
        first.open()
    with second.open() as stream:
        assert stream.read() == LINE


def test_a_device_is_not_read_and_a_pipe_is(tmp_path):
    with pytest.raises(OpeningError, match="/dev/zero"):
        find_inputs(["/dev/zero"])
    read_end, write_end = os.pipe()
    os.write(write_end, LINE)
    os.close(write_end)
    try:
        assert read_all(f"/dev/fd/{read_end}")[0][1] == LINE
    finally:
        os.close(read_end)


def test_a_tar_is_a_file_like_others_until_it_is_looked_at(tmp_path):
    with tarfile.open(tmp_path / "in.tar.gz", "w:gz") as archive:
        info = tarfile.TarInfo("a.txt")
        info.size = len(LINE)
        archive.addfile(info, io.BytesIO(LINE))
    assert read_all(tmp_path / "in.tar.gz")[0][1][257:262] == b"ustar"


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_standard_input_is_read_to_its_end_whatever_its_pieces(monkeypatch, pack):
    class Slow(io.RawIOBase):
        rest = pack(LINE * 3000)

        def readable(self):
            return True

        def readinto(self, buffer):
            data, self.rest = self.rest[:7], self.rest[7:]
            buffer[: len(data)] = data
            return len(data)

    monkeypatch.setattr(sys, "stdin", type("Stdin", (), {"buffer": io.BufferedReader(Slow())}))
    assert read_all("-") == [("-", LINE * 3000)]


def test_a_bomb_in_standard_input_is_refused(monkeypatch):
    bomb = io.BytesIO(gzip.compress(bytes(200_000_000)))
    monkeypatch.setattr(sys, "stdin", type("Stdin", (), {"buffer": io.BufferedReader(bomb)}))
    assert "200" in read_all("-")[0][1]


def test_a_broken_block_in_a_gzip_is_told_of_with_its_place(tmp_path):
    data = bytearray(gzip.compress(os.urandom(200_000)))
    data[100_000:100_010] = b"\x00" * 10
    data[-8:-4] = struct.pack("<I", zlib.crc32(b""))
    (tmp_path / "in.gz").write_bytes(data)
    with next(iter_inputs([tmp_path / "in.gz"])).open() as stream:
        assert stream.read()
        assert broken_off(stream)
