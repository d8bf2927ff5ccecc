"""The embedded regions, imported once for all tests of this room."""

import datetime as dt
from functools import cache

import pytest

from planner.demo import build_demo_workspace


@pytest.fixture(scope="session")
def region(tmp_path_factory):
    """Give the workspace of a region and what its import said; read only."""

    @cache
    def build(scope):
        path = tmp_path_factory.mktemp(scope) / "w.gpkg"
        return build_demo_workspace(scope, path, today=dt.date(2026, 11, 21))

    return build
