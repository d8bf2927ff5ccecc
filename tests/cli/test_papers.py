"""``planner paper`` on the toy region: every kind, formats, and what is refused."""

import re

import docx
import openpyxl
import pytest

from planner.papers.composing import FORMATS, KINDS
from planner.workspace import Workspace
from tests import toy, toy_records
from tests.toy_programmes import HOSTILE

DAY = ("--date", "2019-06-01")
PLACES = {
    "quarterly": "4510", "yearly": "4510", "county": toy.WEST,
    "signboard": "451022100201", "targets": "4510",
}  # fmt: skip


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    path = tmp_path_factory.mktemp("papers") / "w.gpkg"
    villages = toy.villages()
    villages.loc[0, "name"] = HOSTILE
    layers = toy.layers() | toy_records.layers() | {"villages": villages}
    Workspace(path).replace(layers, [])
    return path


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_kind_is_written_in_every_format(
    machine, workspace, tmp_path, kind, lang
):
    code, data = machine(
        "paper", kind, "--workspace", workspace, *DAY, "--lang", lang,
        "--place", PLACES[kind], "--out", tmp_path / "件",
    )  # fmt: skip
    assert code == 0
    written = sorted((tmp_path / "件").iterdir())
    assert sorted(str(path) for path in written) == sorted(data["files"])
    assert {path.suffix.lstrip(".") for path in written} == set(FORMATS)
    by_ending = {path.suffix: path for path in written}
    page = by_ending[".html"].read_text(encoding="utf-8")
    assert HOSTILE not in page
    assert docx.Document(str(by_ending[".docx"])).element.body is not None
    cells = [
        cell
        for sheet in openpyxl.load_workbook(by_ending[".xlsx"]).worksheets
        for row in sheet.iter_rows()
        for cell in row
    ]
    assert cells
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []


def test_the_quarterly_report_names_place_quarter_office_and_addressee(
    run, workspace, tmp_path
):
    code, out, _ = run(
        "paper", "quarterly", "--workspace", workspace, *DAY,
        "--period", "2019年一季度",
        "--office", "百色市某局", "--addressee", "某领导小组", "--formats", "html",
        "--out", tmp_path,
    )  # fmt: skip
    assert code == 0
    (path,) = tmp_path.glob("*.html")
    assert str(path) in out
    page = path.read_text(encoding="utf-8")
    for text in ("百色市", "2019年第一季度", "百色市某局", "某领导小组"):
        assert text in page
    assert list(tmp_path.iterdir()) == [path]


def test_signboards_carry_the_link(run, workspace, tmp_path):
    """A code that holds an address has more in it than one that does not."""
    asked = ("paper", "signboard", "--workspace", workspace, *DAY, "--formats", "html")
    place = ("--place", PLACES["signboard"])
    run(*asked, *place, "--out", tmp_path / "a")
    run(*asked, *place, "--out", tmp_path / "b", "--link", "https://a.cn/?pick=")
    plain, linked = (
        next((tmp_path / name).glob("*.html")).read_text("utf-8") for name in "ab"
    )
    assert plain != linked


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("quarterly", "--period", "2019Q7"), "2019Q7"),
        (("yearly", "--period", "2019Q1"), "2019Q1"),
        (("quarterly", "--place", toy.WEST), toy.WEST),
        (("county", "--place", "4510"), "4510"),
        (("county", "--place", "999999"), "999999"),
        (("signboard", "--place", "451022100"), "451022100"),
    ],
)
def test_what_cannot_be_made_is_said_and_nothing_written(
    run, workspace, tmp_path, options, told
):
    code, out, err = run(
        "paper", *options, "--workspace", workspace, *DAY, "--out", tmp_path / "x"
    )
    assert (code, out) == (2, "")
    assert told in err
    assert re.search("[一-龥]", err)
    assert not (tmp_path / "x").exists()


def test_an_unknown_kind_lists_those_there_are(run, workspace, tmp_path, capfd):
    with pytest.raises(SystemExit) as stopped:
        run("paper", "poem", "--workspace", workspace, "--out", tmp_path)
    assert stopped.value.code == 2
    told = capfd.readouterr().err
    assert all(kind in told for kind in KINDS)


def test_a_missing_workspace_is_said_so(run, tmp_path):
    code, _, err = run(
        "paper", "quarterly", "--workspace", tmp_path / "no.gpkg", "--out", tmp_path
    )
    assert code == 2
    assert "no.gpkg" in err
