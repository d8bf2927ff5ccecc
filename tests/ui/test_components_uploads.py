"""Names of uploads are hostile; parts of a shapefile belong together."""

import gc
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from ui.components.uploads import UploadFolder, chosen, grouped, safe_name, save


@dataclass
class Upload:
    name: str
    data: bytes = b"x"

    def getvalue(self) -> bytes:
        return self.data


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("村.csv", "村.csv"),
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\村界.shp", "村界.shp"),
        ("a/b\\c.xlsx", "c.xlsx"),
        ("..", "file"),
        ("", "file"),
        (".csv", "csv"),
        ("CON.csv", "file_CON.csv"),
        ("村\x00\n<b>.csv", "村___b_.csv"),
        ("\u202egpj.csv", "_gpj.csv"),
        ("x" * 300 + ".geojson", "x" * 80 + ".geojson"),
    ],
)
def test_names_keep_chinese_and_ending_and_lose_the_rest(given_name, kept):
    assert safe_name(given_name) == kept


@given(some.text(max_size=300))
def test_no_name_leaves_its_folder(name):
    """Whatever it is called, it is one plain name in one folder."""
    kept = safe_name(name)
    assert kept not in {"", ".", ".."}
    assert Path(kept).name == kept
    assert not set(kept) & set('/\\<>:"|?*\x00')
    assert len(kept) <= 91


@given(name=some.text(max_size=120))
def test_any_upload_lands_below_the_folder(tmp_path_factory, name):
    folder = tmp_path_factory.mktemp("uploads")
    (path,) = save([Upload(name, b"1")], folder)
    assert path.resolve().is_relative_to(folder.resolve())
    assert path.read_bytes() == b"1"


def test_parts_of_a_shapefile_share_a_folder_and_are_not_imported_alone(tmp_path):
    names = ["村.shp", "村.DBF", "村.shx", "村.prj", "基地.csv"]
    paths = save([Upload(name) for name in names], tmp_path)
    assert [path.name for path in paths] == ["村.shp", "基地.csv"]
    assert {path.name for path in paths[0].parent.iterdir()} == set(names)


def test_a_part_without_its_shp_is_handed_on_to_be_refused(tmp_path):
    """The import tells what is missing; dropping it silently would not."""
    paths = save([Upload("村.dbf")], tmp_path)
    assert [path.name for path in paths] == ["村.dbf"]


def test_a_new_file_replaces_the_one_of_its_name():
    before = [Upload("a.csv", b"1"), Upload("b.csv", b"1")]
    files, replaced = chosen(before, [Upload("A.csv", b"2")])
    assert [(file.name, file.data) for file in files] == [
        ("b.csv", b"1"),
        ("A.csv", b"2"),
    ]
    assert replaced == ["a.csv"]


def test_a_new_shp_takes_every_part_of_the_old_one_along():
    """An old .prj would else speak for a shape it was not made for."""
    before = [Upload(f"村.{part}", b"1") for part in ("shp", "dbf", "prj", "csv")]
    files, _ = chosen(before, [Upload("村.shp", b"2"), Upload("村.dbf", b"2")])
    assert {(file.name, file.data) for file in files} == {
        ("村.csv", b"1"),
        ("村.shp", b"2"),
        ("村.dbf", b"2"),
    }


def test_a_mended_part_alone_leaves_the_other_parts():
    before = [Upload("村.shp", b"1"), Upload("村.dbf", b"1")]
    files, replaced = chosen(before, [Upload("村.dbf", b"2")])
    assert [(file.name, file.data) for file in files] == [
        ("村.shp", b"1"),
        ("村.dbf", b"2"),
    ]
    assert replaced == ["村.dbf"]


def test_a_shapefile_is_one_group_and_its_shp_comes_first():
    names = ["村.dbf", "村.csv", "村.shp", "乡.dbf"]
    found = grouped(Upload(name) for name in names)
    assert [[file.name for file in group] for group in found] == [
        ["村.shp", "村.dbf"],
        ["村.csv"],
        ["乡.dbf"],
    ]


def test_the_folder_goes_with_its_session():
    folder = UploadFolder()
    path = folder.path
    (path / "a.csv").write_text("x")
    del folder
    gc.collect()
    assert not path.exists()
