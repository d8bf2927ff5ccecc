"""Compiled searches never outlive the code they were made of."""

from pathlib import Path

import numba
import pytest

from geo.roads import compiling, search

ROADS = Path(compiling.__file__).parent


@pytest.fixture
def modules(tmp_path) -> Path:
    """A folder with two modules of compiled functions and one without."""
    for name in ("search.py", "heap.py"):
        (tmp_path / name).write_bytes((ROADS / name).read_bytes())
    (tmp_path / "plain.py").write_text("x = 1\n", encoding="utf-8")
    return tmp_path


def edition(modules: Path) -> str:
    compiling._edition.cache_clear()
    return compiling._edition(modules)


def test_another_edition_is_kept_elsewhere(modules):
    """A change in any file with compiled functions counts, not only in one's own."""
    seen = {edition(modules)}
    for name in ("search.py", "heap.py"):
        with (modules / name).open("a", encoding="utf-8") as file:
            file.write("# another edition\n")
        seen.add(edition(modules))
    assert len(seen) == 3
    (modules / "plain.py").write_text("x = 2\n", encoding="utf-8")
    assert edition(modules) in seen


def test_the_cache_lies_in_the_folder_of_its_edition():
    folder = Path(search.tree._cache.cache_path)
    assert edition(ROADS) in folder.parts


def test_numba_keeps_its_own_setting():
    before = numba.config.CACHE_DIR
    compiling.compiled(lambda x: x)
    assert before == numba.config.CACHE_DIR


def test_a_package_that_may_not_be_written_to_is_kept_by_edition_too(
    tmp_path, monkeypatch
):
    """As one that was installed for everybody; a file stands for the closed folder."""
    (tmp_path / "__pycache__").touch()
    monkeypatch.setattr(compiling, "_HERE", tmp_path)
    monkeypatch.setattr(numba.config, "CACHE_DIR", "")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "home"))
    fast = compiling.compiled(lambda x: x)
    folder = Path(fast._cache.cache_path)
    assert folder.is_relative_to(tmp_path / "home")
    assert edition(Path(__file__).parent) in folder.parts
