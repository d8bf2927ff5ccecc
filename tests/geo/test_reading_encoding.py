"""Encodings decided by bytes, not by labels."""

import struct

import pytest

from geo.errors import DataError
from geo.reading.encoding import decode_field, of_bytes, of_dbf, of_text


def dbf(path, cells, *, encoding, ldid=0, width=20):
    """Write a DBF with one text field and the given cells."""
    rows = [cell.encode(encoding)[:width].ljust(width) for cell in cells]
    header = 32 + 32 + 1
    head = struct.pack("<BBBBIHH", 3, 120, 1, 1, len(rows), header, width + 1)
    head = (head + bytes(20))[:29] + bytes([ldid]) + bytes(2)
    field = b"NAME".ljust(11, b"\0") + b"C" + bytes(4) + bytes([width]) + bytes(15)
    body = b"".join(b" " + row for row in rows)
    path.write_bytes(head + field + b"\r" + body + b"\x1a")
    return path


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("gbk", "gb18030"),
        ("gb18030", "gb18030"),
        ("utf-16", "utf-16"),
    ],
)
def test_text_files_tell_their_encoding(tmp_path, written, found):
    path = tmp_path / "a.csv"
    path.write_bytes("村名,百色市右江区\n".encode(written))
    assert of_text(path, source="a.csv") == found


def test_a_character_across_two_blocks_is_whole(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"a" * ((1 << 20) - 1) + "村".encode())
    assert of_text(path, source="a.csv") == "utf-8"


def test_bytes_that_are_no_text_are_refused(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"a,\xff\xff\n")
    with pytest.raises(DataError) as caught:
        of_text(path, source="a.csv")
    assert [issue.rule for issue in caught.value.issues] == ["encoding_unknown"]


def test_short_bytes():
    assert of_bytes("县".encode()) == "utf-8"
    assert of_bytes("县".encode("gbk")) == "gb18030"


@pytest.mark.parametrize(
    ("label", "encoding", "found", "warned"),
    [
        ("UTF-8", "utf-8", "utf-8", False),
        ("UTF-8", "gbk", "gb18030", True),
        ("GBK", "gbk", "gb18030", False),
        ("936", "gbk", "gb18030", False),
        ("ISO-8859-1", "gbk", "gb18030", False),
        ("nonsense", "utf-8", "utf-8", False),
        (None, "gbk", "gb18030", False),
        (None, "utf-8", "utf-8", False),
    ],
)
def test_the_label_of_a_dbf_counts_only_if_the_text_agrees(
    tmp_path, label, encoding, found, warned
):
    path = dbf(tmp_path / "a.dbf", ["百色市", "right"], encoding=encoding)
    if label is not None:
        path.with_suffix(".cpg").write_text(label)
    decision = of_dbf(path, source="a.shp")
    assert decision.encoding == found
    assert [i.rule for i in decision.issues] == ["encoding_label_wrong"] * warned


def test_the_code_page_byte_is_heeded_and_doubted(tmp_path):
    good = dbf(tmp_path / "a.dbf", ["百色"], encoding="gbk", ldid=0x4D)
    assert of_dbf(good, source="a").encoding == "gb18030"


def test_a_cell_cut_in_half_a_character_does_not_mislead(tmp_path):
    """Eleven bytes hold three characters of UTF-8 and two thirds of a fourth."""
    path = dbf(tmp_path / "a.dbf", ["百色市右江区"] * 3, encoding="utf-8", width=11)
    assert of_dbf(path, source="a").encoding == "utf-8"
    path = dbf(tmp_path / "b.dbf", ["百色市右江区"] * 3, encoding="gbk", width=11)
    assert of_dbf(path, source="b").encoding == "gb18030"


def test_a_table_cut_short_is_named(tmp_path):
    path = dbf(tmp_path / "村.dbf", ["百色", "田阳"], encoding="utf-8")
    whole = path.read_bytes()
    for data in (b"", whole[:10], whole[:40], whole[:80], whole[:-20], bytes(100)):
        path.write_bytes(data)
        with pytest.raises(DataError) as caught:
            of_dbf(path, source="村.shp")
        (issue,) = caught.value.issues
        assert (issue.rule, issue.params) == ("dbf_broken", {"part": "村.dbf"})


def test_a_table_without_rows_or_end_mark_is_whole(tmp_path):
    path = dbf(tmp_path / "a.dbf", [], encoding="utf-8")
    assert of_dbf(path, source="a").encoding == "utf-8"
    path = dbf(tmp_path / "b.dbf", ["百色"], encoding="utf-8")
    path.write_bytes(path.read_bytes()[:-1])
    assert of_dbf(path, source="b").encoding == "utf-8"


@pytest.mark.parametrize(
    ("name", "encoding", "text"),
    [
        ("县区代码".encode("gbk") + b"\xb4", "gb18030", "县区代码"),
        ("县区代码".encode()[:10], "utf-8", "县区代"),
        (b"NAME", "utf-8", "NAME"),
        (b"", "utf-8", ""),
    ],
)
def test_field_names_cut_mid_character_are_read_without_it(name, encoding, text):
    assert decode_field(name, encoding) == text
