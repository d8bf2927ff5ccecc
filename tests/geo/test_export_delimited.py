"""Text tables: nothing a spreadsheet would run, and words for yes and no."""

import csv
import io

import pandas as pd
import pytest

from geo.errors import DataError
from geo.export.delimited import csv_bytes, write_csv
from geo.export.fields import Field

FIELDS = (
    Field("name", "text", "NAME", "名称", "Name"),
    Field("minutes", "float", "MINUTES", "分钟", "Minutes"),
    Field("real", "bool", "REAL", "真实", "Real"),
    Field("lon", "lon", "LON", "经度", "Longitude"),
)
TABLE = pd.DataFrame(
    {
        "name": ["=1+1", "＝SUM(A1)", "\tx", "甲,“乙”\n丙", "坏\x01"],
        "minutes": [15.0, float("nan"), -3.0, 7.5, float("inf")],
        "real": [True, False, True, False, True],
        "lon": [107.06963819526521] * 5,
    }
)


def rows(lang):
    content = csv_bytes(TABLE, FIELDS, lang)
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_no_text_is_a_formula():
    names = [row[0] for row in rows("zh")[1:]]
    assert names == ["'=1+1", "'＝SUM(A1)", "'\tx", "甲,“乙”\n丙", "坏"]


def test_numbers_stay_numbers_and_what_is_missing_is_empty():
    assert [row[1] for row in rows("zh")[1:]] == ["15", "", "-3", "7.5", ""]
    assert rows("zh")[1][3] == "107.0696382"


def test_headings_and_yes_and_no_are_in_the_language():
    assert rows("zh")[0] == ["名称", "分钟", "真实", "经度"]
    assert [row[2] for row in rows("zh")[1:3]] == ["是", "否"]
    assert rows("en")[0] == ["Name", "Minutes", "Real", "Longitude"]
    assert [row[2] for row in rows("en")[1:3]] == ["yes", "no"]


def test_a_file_is_written_whole_or_told_of(tmp_path):
    path = write_csv(TABLE, FIELDS, tmp_path / "t.csv", lang="en")
    assert path.read_bytes() == csv_bytes(TABLE, FIELDS, "en")
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(DataError):
        write_csv(TABLE, FIELDS, tmp_path / "folder.csv", lang="en")
