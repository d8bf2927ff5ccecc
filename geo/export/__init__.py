"""Writers: shapefile, GeoPackage, GeoJSON and workbook.

Every writer takes a frame and a tuple of :class:`geo.export.fields.Field`, writes only
those columns in that order, never changes what it was given, and replaces the target
only once the new file is whole.
"""
