// Copyright 2026 Permanence contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("service_directory_map", {
    steps: () => [
        {
            content: "What was found, on the map",
            trigger: "button.o_directory_to_map",
            run: "click",
        },
        {
            content: "The place has its marker, in the keyboard's order",
            trigger:
                ".leaflet-marker-pane .o_directory_pin[tabindex='0'][aria-label*='Maison du droit']",
        },
        {
            content: "The shelter is in the list and has no marker",
            trigger: ".o_directory_elsewhere:contains(Refuge)",
            run: () => {
                const pins = document.querySelectorAll(".leaflet-marker-pane .o_directory_pin");
                const canvas = document.querySelector(".o_directory_canvas");
                if ([...pins].some((pin) => /Foyer/.test(pin.ariaLabel))) {
                    throw new Error("The map shows a confidential place.");
                }
                const box = canvas.getBoundingClientRect();
                const pin = pins[0].getBoundingClientRect();
                if (pin.left < box.left || pin.right > box.right) {
                    throw new Error("The marker lies outside the map.");
                }
            },
        },
        {
            content: "The list shows the place on the map",
            trigger: ".o_directory_place button:contains(Maison du droit)",
            run: "click",
        },
        {
            content: "Its name and hours stand at the marker",
            trigger: ".leaflet-popup-content:contains(Permanence juridique)",
        },
        {
            content: "The marker is told as shown in the list",
            trigger: ".o_directory_place button[aria-pressed=true]",
        },
        {
            content: "Open the sheet",
            trigger: ".o_directory_place a:contains(Permanence juridique)",
            run: "click",
        },
        {
            trigger: ".o_form_view .o_field_widget[name=publication_state]",
        },
    ],
});
