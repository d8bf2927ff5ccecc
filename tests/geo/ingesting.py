"""Small files to take in, and how tests take them in."""

import shapely

from geo.ingest import ingest
from geo.words import LANGS

HEAD = "村代码,名称,经度,纬度\n"


ROW = "451002001001,那坡村,106.6,23.9\n"


def write(path, text, encoding="utf-8"):
    path.write_bytes(text.encode(encoding))
    return path


def take(*paths, **options):
    """Import, and render every sentence in both languages on the way."""
    found = ingest(paths, **options)
    for issue in found.issues:
        assert all(issue.line(lang) for lang in LANGS)
    for question in found.questions:
        assert all(question.text(lang) for lang in LANGS)
    return found


def rules(found):
    return [issue.rule for issue in found.issues]


def squares(*lons):
    return [shapely.box(lon, 23, lon + 0.5, 23.5) for lon in lons]
