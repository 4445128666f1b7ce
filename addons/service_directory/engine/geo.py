# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Distance between two points, without any network or map service."""

import math

EARTH_RADIUS_KM = 6371.0088  # mean radius, IUGG
KM_PER_DEGREE = math.pi * EARTH_RADIUS_KM / 180

Point = tuple[float, float]


def point(latitude, longitude) -> Point | None:
    """(latitude, longitude) in degrees, or None when it is no place on earth.

    Zero and zero together mean "not filled in": Odoo stores an empty float as 0.0 and
    nobody offers a service in the Gulf of Guinea.
    """
    try:
        lat, lon = float(latitude), float(longitude)
    except (TypeError, ValueError):
        return None
    if not (math.isfinite(lat) and math.isfinite(lon)):
        return None
    if abs(lat) > 90 or abs(lon) > 180 or (lat == 0.0 and lon == 0.0):
        return None
    return lat, lon


def distance_km(a: Point | None, b: Point | None) -> float | None:
    """Great-circle distance in kilometres (haversine), None when a point is missing."""
    if a is None or b is None:
        return None
    lat_a, lon_a, lat_b, lon_b = map(math.radians, (*a, *b))
    half = (
        math.sin((lat_b - lat_a) / 2) ** 2
        + math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(half)))


def bounding_box(center: Point, radius_km: float) -> tuple[float, float, float, float]:
    """Box (south, west, north, east) that holds every point within the radius.

    It may hold more: it is the index-friendly first filter, the distance decides. Near
    a pole or across the date line it spans all longitudes.
    """
    lat, lon = center
    margin = radius_km / KM_PER_DEGREE
    south, north = lat - margin, lat + margin
    if south <= -90 or north >= 90:
        return max(south, -90.0), -180.0, min(north, 90.0), 180.0
    ratio = math.sin(math.radians(margin)) / math.cos(math.radians(lat))
    if ratio >= 1:
        return south, -180.0, north, 180.0
    margin_lon = math.degrees(math.asin(ratio))
    west, east = lon - margin_lon, lon + margin_lon
    if west < -180 or east > 180:
        return south, -180.0, north, 180.0
    return south, west, north, east
