"""Archives made by strangers."""

import stat
import zipfile

import pytest

from geo.errors import DataError
from geo.issues import Issue
from geo.reading.archives import ArchiveLimits, inspect, restored_name, unpacked
from geo.words import LANGS


def packed(path, entries):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return path


def rules(path, **limits):
    with pytest.raises(DataError) as caught:
        inspect(path, source="a.zip", limits=ArchiveLimits(**limits))
    issues = caught.value.issues
    assert all(issue.line(lang) for issue in issues for lang in LANGS)
    return [issue.rule for issue in issues]


def test_a_plain_archive_is_unpacked_and_cleared_away(tmp_path):
    path = packed(tmp_path / "a.zip", {"县/村.csv": "a,b", "readme.txt": "x"})
    with unpacked(path, source="a.zip") as folder:
        assert (folder / "县" / "村.csv").read_text() == "a,b"
        assert (folder / "readme.txt").exists()
    assert not folder.exists()


@pytest.mark.parametrize(
    "name", ["../x.csv", "a/../../x.csv", "/etc/x.csv", "..\\x.csv", "C:\\x.csv"]
)
def test_names_that_point_outside_are_refused(tmp_path, name):
    path = packed(tmp_path / "a.zip", {"good.csv": "a", name: "b"})
    assert rules(path) == ["zip_path_outside"]
    with pytest.raises(DataError), unpacked(path, source="a.zip"):
        pass
    assert [p.name for p in tmp_path.iterdir()] == ["a.zip"]


def test_links_are_refused(tmp_path):
    path = tmp_path / "a.zip"
    link = zipfile.ZipInfo("village.csv")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    assert rules(path) == ["zip_link"]


def test_a_bomb_is_refused_before_it_is_opened(tmp_path):
    path = packed(tmp_path / "a.zip", {"bomb.csv": bytes(30 << 20)})
    assert rules(path) == ["zip_bomb"]


def test_small_tables_of_one_value_are_no_bomb(tmp_path):
    path = packed(tmp_path / "a.zip", {"a.csv": b"0," * 500_000})
    assert list(inspect(path, source="a.zip")) == ["a.csv"]


def test_everything_wrong_is_said_at_once(tmp_path):
    entries = {f"{n}.csv": "x" * 100 for n in range(4)} | {"../y": "z"}
    path = packed(tmp_path / "a.zip", entries)
    found = rules(path, files=3, total_bytes=200)
    assert found == ["zip_too_many_files", "zip_too_large", "zip_path_outside"]


def test_a_cut_archive_is_named_broken(tmp_path):
    path = packed(tmp_path / "a.zip", {"a.csv": "abc" * 1000})
    path.write_bytes(path.read_bytes()[:-30])
    assert rules(path) == ["zip_broken"]


def test_damage_inside_an_entry_is_found_on_unpacking(tmp_path):
    path = packed(tmp_path / "a.zip", {"a.csv": "abcdefgh" * 1000})
    data = bytearray(path.read_bytes())
    data[40:48] = b"\0" * 8
    path.write_bytes(data)
    with pytest.raises(DataError) as caught, unpacked(path, source="a.zip"):
        pass
    expected = Issue("zip_entry_broken", "error", source="a.zip")
    assert caught.value.issues[0].rule == expected.rule


def test_an_entry_larger_than_it_claims_is_stopped(tmp_path):
    path = packed(tmp_path / "a.zip", {"a.csv": "x" * 5000})
    data = path.read_bytes()
    # Both headers claim 10 bytes instead of 5,000.
    path.write_bytes(
        data.replace((5000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    )
    with pytest.raises(DataError) as caught, unpacked(path, source="a.zip"):
        pass
    assert [issue.rule for issue in caught.value.issues] == ["zip_entry_broken"]


def test_an_encrypted_entry_is_named(tmp_path):
    path = packed(tmp_path / "a.zip", {"a.csv": "x"})
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    assert rules(path) == ["zip_encrypted"]


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_chinese_names_without_the_utf8_flag_are_restored(encoding):
    entry = zipfile.ZipInfo("x")
    entry.filename = "右江区/村.shp".encode(encoding).decode("cp437")
    assert restored_name(entry) == "右江区/村.shp"


def test_bookkeeping_of_macos_is_left_out(tmp_path):
    path = packed(tmp_path / "a.zip", {"a.csv": "x", "__MACOSX/._a.csv": "y"})
    assert list(inspect(path, source="a.zip")) == ["a.csv"]


def test_names_that_differ_in_capitals_only_are_refused(tmp_path):
    """Windows would keep one of them, and the other's rows would be lost."""
    path = packed(tmp_path / "a.zip", {"a.csv": "x", "A.csv": "y"})
    assert rules(path) == ["zip_name_twice"]
