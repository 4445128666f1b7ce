# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    "name": "Service Directory: Map",
    "summary": "Services found, on a map drawn from files of this server only",
    "description": "README.md of this module tells what it does.",
    "version": "19.0.1.0.0",
    "author": "Permanence contributors",
    "website": "https://github.com/permanence-suite/permanence",
    "license": "AGPL-3",
    "category": "Services/Permanence",
    "depends": ["service_directory", "web_leaflet_lib"],
    "data": ["wizards/directory_search_views.xml"],
    "assets": {
        "web.assets_backend": [
            # Half a megabyte that one screen needs: the map loads it by itself. Its
            # style sheet must not be mirrored for Arabic either: Leaflet counts
            # pixels from the left.
            ("remove", "web_leaflet_lib/static/lib/**/*"),
            "service_directory_map/static/src/*",
        ],
        "web.assets_tests": ["service_directory_map/static/tests/tours/*.js"],
    },
    "auto_install": True,
}
