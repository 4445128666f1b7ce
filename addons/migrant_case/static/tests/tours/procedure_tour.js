// Copyright 2026 Permanence contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { registry } from "@web/core/registry";

/** The jurist: notified today, last day, reminder, appeal lodged, letter written. */
registry.category("web_tour.tours").add("migrant_case_jurist", {
    steps: () => [
        // The list shows whose it is; the record opens by a click on its line.
        { trigger: ".o_data_row td[name=kind_id]", run: "click" },
        { trigger: ".o_form_view .o_field_widget[name=reference] input", run: "edit 25/12345" },
        { trigger: "button[name=action_notified_today]", run: "click" },
        // The last day stands there, and the clock that reminds of it.
        { trigger: ".o_field_widget[name=last_day]:visible" },
        { trigger: ".o_notebook .nav-link[name=clocks]", run: "click" },
        { trigger: ".o_field_widget[name=clock_ids] .o_data_row" },
        {
            trigger: "button[name=action_appeal]",
            run() {
                if (/Salimata|25\/12345/.test(document.title)) {
                    throw new Error("The browser's tab says whose procedure it is.");
                }
                this.anchor.click();
            },
        },
        { trigger: ".o_field_widget[name=parent_id]:visible" },
        { trigger: "button[name=action_lodge_today]", run: "click" },
        { trigger: ".o_form_view:not(:has(button[name=action_lodge_today]))" },
    ],
});

/** The letter in the language of the screen: chosen, filled in, sent, fixed. */
registry.category("web_tour.tours").add("migrant_case_letter", {
    steps: () => [
        { trigger: ".o_form_view .o_field_widget[name=body] textarea" },
        { trigger: "button[name=action_docx]" },
        { trigger: "button[name=action_send]", run: "click" },
        { trigger: ".modal .btn-primary", run: "click" },
        { trigger: ".o_form_view:not(:has(button[name=action_send]))" },
        { trigger: ".o_form_view .o_field_widget[name=body].o_readonly_modifier" },
    ],
});
