"""Compiled searches never outlive the code they were made of."""

from pathlib import Path

import numba

from geo.roads import compiling, search

ROADS = Path(compiling.__file__).parent


def test_every_module_with_compiled_functions_is_named():
    using = {
        path.name
        for path in ROADS.glob("*.py")
        if "@compiled" in path.read_text(encoding="utf-8")
    }
    assert using | {"compiling.py"} == set(compiling.KERNELS)


def test_another_edition_is_kept_elsewhere(tmp_path, monkeypatch):
    """A change in any of the files counts, not only in a function's own."""
    for name in compiling.KERNELS:
        (tmp_path / name).write_bytes((ROADS / name).read_bytes())
    monkeypatch.setattr(compiling, "_HERE", tmp_path)
    before = compiling._edition()
    for name in compiling.KERNELS:
        with (tmp_path / name).open("a", encoding="utf-8") as file:
            file.write("# another edition\n")
        after = compiling._edition()
        assert after != before
        before = after


def test_the_cache_lies_in_the_folder_of_its_edition():
    folder = Path(search.tree._cache.cache_path)
    assert compiling._edition() in folder.parts


def test_numba_keeps_its_own_setting():
    before = numba.config.CACHE_DIR
    compiling.compiled(lambda x: x)
    assert before == numba.config.CACHE_DIR


def test_a_package_that_may_not_be_written_to_is_kept_by_edition_too(
    tmp_path, monkeypatch
):
    """As one that was installed for everybody; a file stands for the closed folder."""
    for name in compiling.KERNELS:
        (tmp_path / name).write_bytes((ROADS / name).read_bytes())
    (tmp_path / "__pycache__").touch()
    monkeypatch.setattr(compiling, "_HERE", tmp_path)
    monkeypatch.setattr(numba.config, "CACHE_DIR", "")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "home"))
    fast = compiling.compiled(lambda x: x)
    folder = Path(fast._cache.cache_path)
    assert folder.is_relative_to(tmp_path / "home")
    assert compiling._edition() in folder.parts
