// Copyright 2026 Permanence contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { registry } from "@web/core/registry";

const NAME = "Kadiatou Bangoura";
const card = `.o_kanban_record:contains(${NAME})`;

/** A value of a many2one, looked for in the list of that field only. */
function pick(name, word, found = word) {
    const field = `.o_field_widget[name=${name}]`;
    return [
        { trigger: `${field} input`, run: `edit ${word}` },
        {
            trigger: `${field} .o-autocomplete--dropdown-item:not(:has(.o_loading)):contains(${found})`,
            run: "click",
        },
    ];
}

function save() {
    return [
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_view .o_form_saved" },
    ];
}

/** The desk: she says her name, it is spelt otherwise, she is found and gets a ticket. */
registry.category("web_tour.tours").add("journey_desk", {
    steps: () => [
        { trigger: ".o_reception_open_desk", run: "click" },
        { trigger: ".o_reception_queue .o_kanban_group" },
        { trigger: ".o-kanban-button-new", run: "click" },
        ...pick("beneficiary_id", "Kadiatu Bangura", NAME),
        { trigger: ".o_kanban_quick_create .o_kanban_add", run: "click" },
        { trigger: `${card} .o_reception_ticket` },
    ],
});

/** The worker: received, a file, her need, a referral with her consent. */
registry.category("web_tour.tours").add("journey_worker", {
    steps: () => [
        { trigger: `${card} .o_reception_call`, run: "click" },
        {
            trigger: `${card}:not(:has(.o_reception_call)) .o_reception_receive`,
            run: "click",
        },
        { trigger: `${card}:has(.o_reception_end)`, run: "click" },
        { trigger: `.o_form_view h1:contains(${NAME})` },
        { trigger: "button[name=action_open_case]", run: "click" },
        { trigger: ".o_field_widget[name=case_type_id] input:value(/./)" },
        ...pick("source_id", "Source journey"),
        {
            trigger: ".o_field_widget[name=presenting_need] textarea",
            run: "edit Un médecin",
        },
        ...save(),
        { trigger: "button[name=action_eligible]", run: "click" },
        { trigger: ".o_form_view:not(:has(button[name=action_eligible]))" },
        { trigger: "button[name=action_open]", run: "click" },
        { trigger: ".o_form_view:not(:has(button[name=action_open]))" },
        { trigger: ".o_notebook .nav-link[name=needs]", run: "click" },
        {
            trigger: ".o_field_widget[name=need_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        ...pick("domain_id", "Journey"),
        {
            trigger: ".o_selected_row .o_field_widget[name=name] input",
            run: "edit Voir un médecin",
        },
        ...save(),
        { trigger: "button[name=action_open_needs]", run: "click" },
        {
            content: "The list of needs, not the lines of the file before it",
            trigger:
                ".o_action_manager:not(:has(.o_form_view)) .o_list_view .o_data_row:contains(Voir un médecin) td[name=name]",
            run: "click",
        },
        { trigger: "button[name=action_refer]", run: "click" },
        { trigger: ".o_field_widget[name=beneficiary_id] input:value(Bangoura)" },
        ...pick("category_id", "Médecine journey"),
        ...pick("service_id", "Consultation journey"),
        { trigger: ".o_form_button_save", run: "click" },
        { content: "Without consent it does not leave", trigger: ".alert[name=missing]" },
        {
            trigger: ".o_field_widget[name=item_ids] .o_data_row:first td[name=value]",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=item_ids] .o_selected_row td[name=value] textarea",
            run: "edit Une consultation cette semaine",
        },
        ...save(),
        { trigger: "button[name=action_ask_consent]", run: "click" },
        { trigger: ".modal .o_field_widget[name=recipient_id]" },
        { trigger: ".modal .o_form_button_save", run: "click" },
        { trigger: "body:not(:has(.modal)) button[name=action_send]", run: "click" },
        { content: "Sent", trigger: "button[name=action_note_answer]" },
    ],
});

/** She tells that she was seen: the need is covered by her word. */
registry.category("web_tour.tours").add("journey_told", {
    steps: () => [
        { trigger: "button[name=action_ask_person]", run: "click" },
        {
            trigger: ".modal .o_field_widget[name=outcome] input[data-value=met]",
            run: "click",
        },
        { trigger: ".modal button[name=action_save]", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_field_widget[name=outcome]" },
    ],
});

/** The coordinator counts the month: what was done stands in it, too few to be shown. */
registry.category("web_tour.tours").add("journey_month", {
    steps: () => [
        { trigger: "button[name=action_compute]", run: "click" },
        { trigger: ".o_impact_unit", run: "selectByLabel Site · Site A" },
        ...["received", "opened", "accepted", "covered"].map((what) => ({
            trigger: `.o_impact_card:contains(Journey ${what}) .o_impact_total:contains((s))`,
        })),
    ],
});
