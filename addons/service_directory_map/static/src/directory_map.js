// Copyright 2026 Permanence contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { Component, onMounted, onWillStart, onWillUnmount, useRef, useState } from "@odoo/owl";
import { loadCSS, loadJS } from "@web/core/assets";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { session } from "@web/session";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const LIBRARY = "/web_leaflet_lib/static/lib";
const STYLES = ["leaflet/leaflet.css", "leaflet_markercluster/MarkerCluster.css"];
/** Steps of the grid, in degrees. */
const STEPS = [20, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002];
/** Pixels that a name of an area keeps free around it. */
const ROOM = { x: 110, y: 28 };

/** Text as HTML. */
function written(text) {
    const box = document.createElement("bdi");
    box.textContent = text;
    return box.outerHTML;
}

/** The places of one search: a map beside the list that says the same. */
export class DirectoryMap extends Component {
    static template = "service_directory_map.Map";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.root = useRef("map");
        this.state = useState({ shown: null });
        this.searchId = this.props.action.context.active_id;
        onWillStart(async () => {
            await Promise.all([this.loadLibrary(), this.load()]);
        });
        onMounted(() => this.draw());
        onWillUnmount(() => this.map?.remove());
    }

    async loadLibrary() {
        await Promise.all(STYLES.map((path) => loadCSS(`${LIBRARY}/${path}`)));
        await loadJS(`${LIBRARY}/leaflet/leaflet.js`);
        await loadJS(`${LIBRARY}/leaflet_markercluster/leaflet.markercluster.js`);
    }

    async load() {
        // An address kept from yesterday: the search is gone.
        const [search] = this.searchId
            ? await this.orm.searchRead("directory.search", [["id", "=", this.searchId]], ["id"])
            : [];
        this.found = search
            ? await this.orm.call("directory.search", "map_places", [[search.id]])
            : null;
    }

    opening(service) {
        return {
            open: _t("Open now"),
            closed: _t("Closed now"),
            unknown: _t("Hours to be asked"),
        }[service.opening];
    }

    /** Open as soon as one service of the place is. */
    openingOf(place) {
        const states = place.services.map((service) => service.opening);
        return ["open", "unknown", "closed"].find((state) => states.includes(state));
    }

    draw() {
        if (!this.found) {
            return;
        }
        const L = window.L;
        const { places, near, tile_url: tiles } = this.found;
        const points = [...places, ...(near ? [near] : [])];
        this.map = L.map(this.root.el, {
            attributionControl: Boolean(tiles),
            maxZoom: 18,
            minZoom: 2,
            worldCopyJump: true,
        });
        if (tiles) {
            L.tileLayer(tiles, { attribution: session["leaflet.copyright"] }).addTo(this.map);
        }
        L.control.scale({ imperial: false }).addTo(this.map);
        this.ground = L.layerGroup().addTo(this.map);
        const seen = points.length ? points : this.found.areas;
        if (seen.length) {
            const bounds = seen.map((point) => [point.latitude, point.longitude]);
            this.map.fitBounds(bounds, { padding: [40, 40], maxZoom: 14 });
        } else {
            this.map.setView([34, 10], 5);
        }
        if (near) {
            this.drawNear(near, this.found.km);
        }
        this.markers = new Map();
        this.pins = L.markerClusterGroup({
            iconCreateFunction: (cluster) => {
                const count = cluster.getChildCount();
                const words = written(_t("%s places", count));
                return L.divIcon({
                    className: "o_directory_pin o_directory_cluster",
                    html: `<span aria-hidden="true">×${count}</span><span class="visually-hidden">${words}</span>`,
                    iconSize: [40, 32],
                });
            },
            maxClusterRadius: 30,
            showCoverageOnHover: false,
            spiderLegPolylineOptions: { weight: 1 },
        }).addTo(this.map);
        places.forEach((place, index) => this.drawPlace(place, index + 1));
        this.drawGround();
        this.map.on("moveend", () => this.drawGround());
    }

    drawNear(near, km) {
        const L = window.L;
        const point = [near.latitude, near.longitude];
        if (km) {
            L.circle(point, { radius: km * 1000, interactive: false, fillOpacity: 0.05 }).addTo(
                this.map
            );
        }
        L.marker(point, {
            icon: L.divIcon({ className: "o_directory_near", html: "★", iconSize: [24, 24] }),
            interactive: false,
            keyboard: false,
            title: near.name,
        }).addTo(this.map);
    }

    drawPlace(place, number) {
        const L = window.L;
        const marker = L.marker([place.latitude, place.longitude], {
            icon: L.divIcon({
                className: `o_directory_pin o_directory_${this.openingOf(place)}`,
                html: String(number),
                iconSize: [32, 32],
            }),
        });
        marker.on("add", () =>
            marker.getElement().setAttribute("aria-label", `${number}. ${place.name}`)
        );
        const lines = place.services.map(
            (service) => `<li>${written(service.name)} · ${written(this.opening(service))}</li>`
        );
        marker.bindPopup(
            `<div dir="auto"><strong>${written(place.name)}</strong><ul>${lines.join("")}</ul></div>`
        );
        marker.on("popupopen", () => (this.state.shown = place.id));
        marker.on("popupclose", () => (this.state.shown = null));
        this.markers.set(place.id, marker);
        this.pins.addLayer(marker);
    }

    /** Without tiles: a grid, and the names of areas that find room. */
    drawGround() {
        this.ground.clearLayers();
        if (this.found.tile_url) {
            return;
        }
        this.drawGrid();
        const L = window.L;
        const taken = [];
        for (const area of this.found.areas) {
            const at = this.map.latLngToContainerPoint([area.latitude, area.longitude]);
            const isFree = taken.every(
                (other) => Math.abs(other.x - at.x) > ROOM.x || Math.abs(other.y - at.y) > ROOM.y
            );
            if (isFree && this.map.getSize().contains(at)) {
                taken.push(at);
                L.marker([area.latitude, area.longitude], {
                    icon: L.divIcon({
                        className: "o_directory_area",
                        html: written(area.name),
                        // Below the point, where a pin may stand.
                        iconAnchor: [60, -16],
                        iconSize: [120, 20],
                    }),
                    interactive: false,
                    keyboard: false,
                    zIndexOffset: -1000,
                }).addTo(this.ground);
            }
        }
    }

    drawGrid() {
        const L = window.L;
        const bounds = this.map.getBounds();
        const [south, north] = [bounds.getSouth(), bounds.getNorth()];
        const [west, east] = [bounds.getWest(), bounds.getEast()];
        const step = STEPS.find((size) => (east - west) / size >= 4) || STEPS.at(-1);
        const style = { className: "o_directory_grid", interactive: false, weight: 1 };
        for (let y = Math.ceil(south / step) * step; y <= north; y += step) {
            L.polyline([[y, west], [y, east]], style).addTo(this.ground);
        }
        for (let x = Math.ceil(west / step) * step; x <= east; x += step) {
            L.polyline([[south, x], [north, x]], style).addTo(this.ground);
        }
    }

    show(place) {
        const marker = this.markers.get(place.id);
        this.pins.zoomToShowLayer(marker, () => marker.openPopup());
    }

    openService(service) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "directory.service",
            res_id: service.id,
            views: [[false, "form"]],
        });
    }

    searchAgain() {
        return this.action.doAction("service_directory.directory_search_action");
    }
}

registry.category("actions").add("service_directory_map.map", DirectoryMap);
