// Copyright 2026 Permanence contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { registry } from "@web/core/registry";

/** Opens the list of a many2one and takes its first line, whatever the language. */
function takeFirst(name) {
    return [
        { trigger: `.o_field_widget[name=${name}] input`, run: "click" },
        {
            trigger: `.o-autocomplete--dropdown-item a:first`,
            run: "click",
        },
    ];
}

function write(name, text) {
    return [
        { trigger: `.o_field_widget[name=${name}] textarea`, run: `edit ${text}` },
    ];
}

/** From the search box to a closed file: found, opened, noted, closed. */
registry.category("web_tour.tours").add("migrant_case_from_search_to_closing", {
    steps: () => [
        { trigger: ".o_registry_box", run: "edit Hawa Traoré" },
        { trigger: ".o_registry_go", run: "click" },
        { trigger: ".o_registry_open:contains(Hawa Traoré)", run: "click" },
        { trigger: "button[name=action_open_cases]", run: "click" },
        // No file yet: a new one stands ready for her.
        // Programme and type are there: the form has answered and stays as it is.
        { trigger: ".o_form_view .o_field_widget[name=source_id]" },
        {
            trigger:
                ".o_form_view .o_field_widget[name=case_type_id]:has(input:value(/./))",
        },
        ...write("presenting_need", "A roof"),
        ...takeFirst("source_id"),
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved h1:contains(Hawa Traoré)" },
        {
            trigger: "button[name=action_eligible]",
            run() {
                if (document.title.includes("Hawa")) {
                    throw new Error("The browser's tab names the person.");
                }
                this.anchor.click();
            },
        },
        { trigger: ".o_form_view:not(:has(button[name=action_eligible]))" },
        { trigger: "button[name=action_open]", run: "click" },
        { trigger: "button[name=action_next_step]", run: "click" },
        { trigger: ".o_arrow_button_current[aria-checked=true]" },
        { trigger: "button[name=action_note]", run: "click" },
        ...write("body", "She came with her papers").map((step) => ({
            ...step,
            trigger: `.modal ${step.trigger}`,
        })),
        ...write("agreed", "The lease on Monday").map((step) => ({
            ...step,
            trigger: `.modal ${step.trigger}`,
        })),
        { trigger: ".modal button[name=action_sign]", run: "click" },
        // What was agreed stands at the head of the file.
        { trigger: ".o_form_view:not(:has(.modal)) div[name=agreed]:contains(Monday)" },
        { trigger: "button[name=action_close]", run: "click" },
        { trigger: ".o_form_view .o_field_widget[name=reason_id]" },
        ...takeFirst("reason_id"),
        ...takeFirst("outcome_ids"),
        ...write("summary", "She has a room"),
        ...write("person_view", "She is content"),
        ...[1, 2, 3, 4].map(() => ({
            trigger:
                ".o_field_widget[name=check_ids] .o_data_row .o_field_boolean_toggle input:not(:checked)",
            run: "click",
        })),
        {
            trigger:
                ".o_field_widget[name=check_ids]:not(:has(.o_field_boolean_toggle input:not(:checked)))",
        },
        { trigger: "button[name=action_ask]", run: "click" },
        { trigger: ".o_arrow_button_current[data-value=done]" },
    ],
});

/** My files today: the note is two clicks away. */
registry.category("web_tour.tours").add("migrant_case_today", {
    steps: () => [
        { trigger: ".o_list_view .o_data_row:contains(Salimata) td[name=last_agreed]:contains(Monday)" },
        { trigger: ".o_data_row:contains(Salimata) td[name=person_name]", run: "click" },
        { trigger: ".o_form_view div[name=agreed]:contains(Monday)" },
    ],
});
