// Copyright 2026 Permanence contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("impact_reporting_month", {
    steps: () => [
        {
            content: "Count the month",
            trigger: "button[name=action_compute]:contains(Count)",
            run: "click",
        },
        {
            content: "The house's figure",
            trigger:
                ".o_impact_card:contains(People received) .o_impact_total:contains(40)",
        },
        {
            content: "The men are hidden, who are three",
            trigger: ".o_impact_row.o_impact_hidden:contains((s))",
        },
        {
            content: "Look at one site",
            trigger: ".o_impact_unit",
            run: "selectByLabel Site · Site B",
        },
        {
            trigger:
                ".o_impact_card:contains(People received) .o_impact_total:contains(17)",
        },
        {
            content: "What is counted",
            trigger: ".o_impact_card button[title=Definition]",
            run: "click",
        },
        {
            trigger: ".o_impact_definition:contains(What the test writes down)",
        },
        {
            content: "Say it in words",
            trigger: ".o_field_widget[name=comment] textarea",
            run: "edit A calm month.",
        },
        {
            content: "Validate",
            trigger: "button[name=action_validate]",
            run: "click",
        },
        {
            trigger: ".modal-footer .btn-primary",
            run: "click",
        },
        {
            content: "Frozen",
            trigger: ".o_arrow_button_current:contains(Validated)",
        },
    ],
});
