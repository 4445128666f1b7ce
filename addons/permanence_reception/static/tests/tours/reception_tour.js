// Copyright 2026 Permanence contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { registry } from "@web/core/registry";

const QUICK = ".o_kanban_quick_create";

/** Opens the desk; one ticket for a person found by name, one for nobody known. */
registry.category("web_tour.tours").add("reception_desk", {
    steps: () => [
        { trigger: ".o_reception_open_desk", run: "click" },
        { trigger: ".o_reception_queue .o_kanban_group" },
        { trigger: ".o-kanban-button-new", run: "click" },
        { trigger: `${QUICK} .o_field_widget[name=beneficiary_id] input`, run: "edit Fatu" },
        { trigger: ".o-autocomplete--dropdown-item:contains(Fatou Diallo)", run: "click" },
        { trigger: `${QUICK} .o_kanban_add`, run: "click" },
        { trigger: ".o_kanban_record:contains(Fatou Diallo) .o_reception_ticket:contains(1)" },
        {
            trigger: `${QUICK} .o_field_widget[name=reason_ids] input`,
            run: "click",
        },
        { trigger: ".o-autocomplete--dropdown-item:first", run: "click" },
        { trigger: `${QUICK} .o_kanban_add`, run: "click" },
        { trigger: ".o_kanban_record .o_reception_ticket:contains(2)" },
    ],
});

const BUTTON = ".o_form_view button";

/** Calls somebody by name, receives her, opens her file, writes and signs the note in
 * it, ends. */
registry.category("web_tour.tours").add("reception_worker", {
    steps: () => [
        { trigger: ".o_kanban_record:contains(Fatou Diallo) .o_reception_call", run: "click" },
        {
            trigger:
                ".o_kanban_record:contains(Fatou Diallo):not(:has(.o_reception_call)) .o_reception_receive",
            run: "click",
        },
        { trigger: ".o_kanban_record:contains(Fatou Diallo):has(.o_reception_end)", run: "click" },
        { trigger: ".o_form_view h1:contains(Fatou Diallo)" },
        { trigger: ".o_notebook .nav-link[name=note]", run: "click" },
        {
            trigger: ".o_field_widget[name=note] textarea",
            run: "edit Needs a bed tonight",
        },
        {
            content: "the text has its own direction, whatever that of the form",
            trigger: ".o_field_widget[name=note] textarea",
            run: ({ anchor }) => {
                const { unicodeBidi } = getComputedStyle(anchor);
                if (unicodeBidi !== "plaintext") {
                    throw new Error(`the text is ${unicodeBidi}`);
                }
            },
        },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved" },
        { trigger: `${BUTTON}[name=action_open_case]`, run: "click" },
        {
            content: "the new file knows the person, untyped",
            trigger: ".o_form_view:has([name=presenting_need]) .o_form_button_save",
            run: "click",
        },
        { trigger: ".o_form_view:has(.o_form_saved) button[name=action_note]" },
        { trigger: ".o_back_button a", run: "click" },
        { trigger: ".o_form_view .o_field_widget[name=case_id]:not(.o_field_empty)" },
        { trigger: `${BUTTON}[name=action_note_in_case]`, run: "click" },
        { trigger: ".o_form_view:not(:has(button[name=action_note_in_case]))" },
        { trigger: `${BUTTON}[name=action_open_case]`, run: "click" },
        {
            content: "the second time the same file opens, with the note in its journal",
            trigger: ".o_form_view .o_notebook .nav-link[name=journal]",
            run: "click",
        },
        {
            trigger:
                ".o_field_widget[name=note_ids] .o_data_row td[name=body]:contains(a bed tonight)",
        },
        { trigger: ".o_back_button a", run: "click" },
        { trigger: `${BUTTON}[name=action_end]`, run: "click" },
        { trigger: ".o_form_saved:not(:has(button[name=action_end]))" },
    ],
});

/** Not received: the dialog asks for the reason. */
registry.category("web_tour.tours").add("reception_turned_away", {
    steps: () => [
        { trigger: ".o_kanban_record:contains(Fatou Diallo) .o_reception_away", run: "click" },
        { trigger: ".modal .o_field_widget[name=turned_away_reason_id] input:first", run: "click" },
        { trigger: ".modal button[name=action_confirm_turned_away]", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        { trigger: ".o_kanban_record:contains(Fatou Diallo):not(:has(.o_reception_away))" },
    ],
});

/** The grid of the day sheet. */
registry.category("web_tour.tours").add("reception_day_sheet", {
    steps: () => [
        { trigger: ".o_reception_sheet", run: "click" },
        { trigger: ".o_list_button_add", run: "click" },
        { trigger: ".o_selected_row .o_field_widget[name=ticket] input", run: "edit 5" },
        { trigger: ".o_list_button_save", run: "click" },
        { trigger: ".o_data_row:not(.o_selected_row) td[name=ticket]:contains(5)" },
    ],
});

/** The choice of an interpreter. */
registry.category("web_tour.tours").add("reception_interpreter", {
    steps: () => [
        { trigger: "button[name=action_find_interpreter]", run: "click" },
        {
            trigger: ".modal .o_data_row:contains(Sara Interpreter) button[name=action_choose]",
            run: "click",
        },
        {
            trigger:
                ".o_form_view:not(:has(.modal)) .o_field_widget[name=interpreter_id]",
        },
        { trigger: "body:not(:has(.modal))" },
    ],
});
