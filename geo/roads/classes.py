"""Classes of roads, named as OpenStreetMap names them."""

FERRY = "ferry"
HIGHWAYS = frozenset(
    {
        "motorway", "motorway_link", "trunk", "trunk_link", "primary", "primary_link",
        "secondary", "secondary_link", "tertiary", "tertiary_link", "unclassified",
        "residential", "living_street", "service", "road", "track", "busway",
        "pedestrian", "footway", "path", "steps", "cycleway", "bridleway",
    }
)  # fmt: skip
