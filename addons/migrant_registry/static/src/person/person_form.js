// Copyright 2026 Permanence contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { useEffect, useRef } from "@odoo/owl";
import { titleService } from "@web/core/browser/title_service";
import { registry } from "@web/core/registry";
import { patch } from "@web/core/utils/patch";
import { laterFormView } from "@ngo_base/later/later_form";

/**
 * Form whose title and breadcrumb say "name · code".
 *
 * For every model whose form carries the field `person_name`.
 */
export class PersonFormController extends laterFormView.Controller {
    displayName() {
        const { person_name, first_name } = this.model.root.data;
        const name = person_name || first_name;
        const code = super.displayName();
        return name && !this.model.root.isNew ? `${name} · ${code}` : code;
    }
}

/** A new person begins with her names: no calendar opens over them. */
export class PersonFormRenderer extends laterFormView.Renderer {
    setup() {
        super.setup();
        const root = useRef("compiled_view_root");
        useEffect(
            (isNew, el) => {
                const names = "[name=name_ids] .o_field_x2many_list_row_add";
                if (isNew && el && this.startsWithNames) {
                    el.querySelector(`${names} a, ${names} button`)?.focus();
                }
            },
            () => [this.props.record.isNew, root.el]
        );
    }

    get startsWithNames() {
        return "name_ids" in this.props.record.activeFields;
    }

    get shouldAutoFocus() {
        return super.shouldAutoFocus && !this.startsWithNames;
    }
}

registry.category("views").add("person_form", {
    ...laterFormView,
    Controller: PersonFormController,
    Renderer: PersonFormRenderer,
});

const NAMED = /^.* · ([A-Z]{1,3}-[0-9A-Z]{4,}(?:-[0-9A-Z]{4,})?)$/;

/** The browser's tab and history stay on the screen of a shared desk: code only. */
patch(titleService, {
    start() {
        const service = super.start(...arguments);
        const setParts = service.setParts;
        service.setParts = (parts) => {
            const bare = {};
            for (const [key, value] of Object.entries(parts)) {
                bare[key] = typeof value === "string" ? value.replace(NAMED, "$1") : value;
            }
            return setParts(bare);
        };
        return service;
    },
});
