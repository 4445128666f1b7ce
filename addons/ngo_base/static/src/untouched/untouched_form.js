// Copyright 2026 Permanence contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { patch } from "@web/core/utils/patch";
import { FormController } from "@web/views/form/form_controller";

/**
 * A new form that nobody touched is not kept when the page is left.
 *
 * Within the client Odoo asks whether it was touched; at another address, a reload or
 * a closed tab it does not, and saves whatever the defaults fill.
 */
patch(FormController.prototype, {
    async beforeUnload(ev) {
        const { root } = this.model;
        if (root.isNew) {
            // What stands in an input and was not yet left counts as touched.
            this.model._urgentSave = true;
            this.model.bus.trigger("WILL_SAVE_URGENTLY");
            this.model._urgentSave = false;
            if (!root.dirty) {
                return;
            }
        }
        return super.beforeUnload(ev);
    },
});
