"""States of a workspace, and what tests ask of them."""

from tests import desk, toy, toy_records

EVERY_LAYER = (toy.layers() | toy_records.layers()) | {
    "village_areas": toy.village_areas(),
    "roads": toy.roads(),
    "closures": toy.closures(),
    "places": toy.places(),
    "candidate_sites": toy.candidate_sites(),
}


def saved(tmp_path, **changed):
    return desk.put(tmp_path / "区.gpkg", EVERY_LAYER | changed, [])


def content(path):
    return path.read_bytes()


def says(error, key):
    assert [found for found, _ in error.value.problems] == [key]
    zh, en = error.value.text("zh"), error.value.text("en")
    assert zh != en
    assert "\n" not in zh
