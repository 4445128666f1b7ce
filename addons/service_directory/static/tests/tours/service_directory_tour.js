// Copyright 2026 Permanence contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("service_directory_find", {
    steps: () => [
        {
            content: "Say what the person needs",
            trigger: ".o_field_widget[name=category_id] input",
            run: "edit Legal",
        },
        {
            trigger: ".o-autocomplete--dropdown-item a:contains(Legal help)",
            run: "click",
        },
        {
            content: "Show what does not fit, too",
            trigger: ".o_field_widget[name=has_misses] input",
            run: "check",
        },
        {
            content: "Find",
            trigger: "button[name=action_search]",
            run: "click",
        },
        {
            content: "The answer has its reasons",
            trigger:
                ".o_data_row:contains(Permanence juridique):contains(answers the need)",
        },
        {
            content: "Open the sheet",
            trigger:
                ".o_data_row:contains(Permanence juridique) button[name=action_open]",
            run: "click",
        },
        {
            content: "Nothing has changed",
            trigger: "button[name=action_confirm]",
            run: "click",
        },
        {
            content: "The sheet is up to date",
            trigger: ".o_field_widget[name=freshness]:contains(Up to date)",
        },
    ],
});
