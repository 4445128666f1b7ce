# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

#: Address of the tiles of the house's own server, as ``https://…/{z}/{x}/{y}.png``.
TILES = "service_directory_map.tile_url"


class DirectorySearch(models.TransientModel):
    """What was found, for the map: points, names, and what has no point."""

    _inherit = "directory.search"

    def map_places(self):
        """What the map draws of this search; misses are left out.

        A confidential place has no point, whoever asks: its services stand in the list
        beside the map.

        :return: dict of ``places`` (name, latitude and longitude in degrees, km from
            ``near``, services), ``elsewhere`` (services without a point), ``near``
            (name and point asked from, or None), ``km`` (0: any distance), ``areas``
            (name and the middle of its places) and ``tile_url`` (empty: no tiles)
        """
        self.ensure_one()
        lines = self.line_ids.filtered(lambda line: line.verdict != "no")
        openings = lines.service_id._openings_now()
        places, elsewhere = {}, []
        for line in lines:
            place = line.location_id
            site = line.service_id.site_ids.filtered(
                lambda site, place=place: site.location_id == place
            )[:1]
            service = {
                "id": line.service_id.id,
                "name": line.service_id.name,
                "organization": line.organization_id.name,
                "opening": openings[line.service_id.id, site.id],
            }
            point = place._point() if place else None
            if point:
                known = places.setdefault(place.id, self._map_point(place, point))
                known["distance"] = line.distance
                known["services"].append(service)
            else:
                elsewhere.append(service)
        near = self.near_id._point() if self.near_id else None
        return {
            "places": list(places.values()),
            "elsewhere": elsewhere,
            "near": self._map_point(self.near_id, near) if near else None,
            "km": self.max_km if near else 0,
            "areas": self._map_areas(),
            # A parameter of the server; this one is no secret.
            "tile_url": self.env["ir.config_parameter"].sudo().get_param(TILES, ""),
        }

    @api.model
    def _map_point(self, place, point):
        return {
            "id": place.id,
            "name": place.display_name,
            "latitude": point[0],
            "longitude": point[1],
            "services": [],
        }

    @api.model
    def _map_areas(self):
        """Names of areas, each in the middle of the places known there."""
        groups = self.env["directory.location"]._read_group(
            [("area_id", "!=", False), ("latitude", "!=", 0)],
            ["area_id"],
            ["latitude:avg", "longitude:avg"],
        )
        return [
            {"name": area.name, "latitude": latitude, "longitude": longitude}
            for area, latitude, longitude in groups
        ]
