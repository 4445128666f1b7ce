// Copyright 2026 Permanence contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { patch } from "@web/core/utils/patch";
import { registry } from "@web/core/registry";

const PATIENCE = 60000; // ms, the most that a tour allows; ends only what hangs

/** How long a step takes is the machine's doing: a tour tells right from wrong. */
patch(registry.category("web_tour.tours"), {
    get() {
        const tour = super.get(...arguments);
        return {
            ...tour,
            steps: () => tour.steps().map((step) => ({ timeout: PATIENCE, ...step })),
        };
    },
});
