"""Files, coordinates, checks and joins: everything before planning begins.

Knows no planning rule and no screen. Frames keep the declared columns of
:mod:`geo.schemas`; coordinates are longitude, latitude in :data:`geo.crs.STORAGE_CRS`.
"""
