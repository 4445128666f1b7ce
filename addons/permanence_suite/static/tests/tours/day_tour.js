// Copyright 2026 Permanence contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { registry } from "@web/core/registry";

const card = ".o_permanence_day .card[data-model='permanence.appointment']";

registry.category("web_tour.tours").add("permanence_suite_day", {
    steps: () => [
        {
            content: "The hour of a person whom she receives, by her name",
            trigger: `${card} .list-group-item:contains(Fatou)`,
            run: "click",
        },
        {
            trigger: ".o_form_view .o_field_widget[name=beneficiary_id]",
        },
        {
            content: "Back to the day",
            trigger: "[data-menu-xmlid='permanence_suite.permanence_day_menu']",
            run: "click",
        },
        {
            content: "All of them",
            trigger: `${card} .card-header`,
            run: "click",
        },
        {
            trigger: ".o_list_view .o_data_row",
        },
    ],
});
