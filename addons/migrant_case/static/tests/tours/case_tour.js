// Copyright 2026 Permanence contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { registry } from "@web/core/registry";
import { waitUntil } from "@odoo/hoot-dom";

const PATIENCE = 60000; // ms, the most that a step waits; ends only what hangs
// Named so by the test, in the language of the screen.
const WORD = "Tour 77";

const field = (name, inside = ".o_form_view") => `${inside} .o_field_widget[name=${name}]`;

/** A value of a many2one, looked for by its name, in the list of that field only. */
function pick(name, inside, word = WORD) {
    return [
        { trigger: `${field(name, inside)} input`, run: `edit ${word}` },
        {
            trigger: `${field(name, inside)} .o-autocomplete--dropdown-item:not(:has(.o_loading)):contains(${word})`,
            run: "click",
        },
    ];
}

function pickOne(name, inside, word = WORD) {
    return [
        ...pick(name, inside, word),
        { trigger: `${field(name, inside)} input:value(/${word}/)` },
    ];
}

function write(name, text, inside) {
    return [{ trigger: `${field(name, inside)} textarea`, run: `edit ${text}` }];
}

/** One level of an answer, by its place on the ladder, in the row that is being filled. */
function answer(row, which) {
    const cell = `.o_field_widget[name=line_ids] .o_data_row:eq(${row}) td[name=level_id]`;
    return [
        { trigger: cell, run: "click" },
        { trigger: `${cell} .o_field_widget[name=level_id] input`, run: "click" },
        {
            trigger: `${cell} .o-autocomplete--dropdown-item:not(:has(.o_loading)):eq(${which})`,
            run: "click",
        },
        { trigger: `${cell} input:value(/./)` },
    ];
}

function save() {
    return [
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_view .o_form_saved" },
    ];
}

function tab(name) {
    return [{ trigger: `.o_notebook .nav-link[name=${name}]`, run: "click" }];
}

/** The next step: the file stands in another one than before. */
function nextStep() {
    const current = () =>
        document.querySelector(".o_form_view .o_arrow_button_current")?.dataset.value;
    return [
        {
            trigger: "button[name=action_next_step]:enabled",
            async run() {
                const before = current();
                this.anchor.click();
                await waitUntil(() => current() && current() !== before, {
                    timeout: PATIENCE,
                });
            },
        },
    ];
}

/** Back from an assessment, a plan or a note to the file. */
function back() {
    return [
        { trigger: ".o_back_button", run: "click" },
        { trigger: ".o_form_view button[name=action_next_step]" },
    ];
}

function addGoal() {
    return [
        ...tab("goals"),
        { trigger: ".o_field_widget[name=goal_ids] .o_field_x2many_list_row_add a", run: "click" },
        ...pickOne("domain_id", ".modal"),
        { trigger: ".modal .o_field_widget[name=name] input", run: "edit A room for her" },
    ];
}

const saveDialog = () => [
    { trigger: ".modal .o_form_button_save", run: "click" },
    { trigger: ".o_form_view:not(:has(.modal))" },
];

const assess = () => [
    { trigger: "button[name=action_assess]", run: "click" },
    ...pickOne("tool_id"),
    ...save(),
    ...answer(0, 0),
    ...answer(1, 3),
    ...save(),
    { trigger: "button[name=action_sign]", run: "click" },
    { trigger: ".o_arrow_button_current[data-value=signed]" },
    ...back(),
];

const risk = () => [
    ...tab("risk"),
    { trigger: ".o_field_widget[name=risk_ids] .o_field_x2many_list_row_add a", run: "click" },
    { trigger: ".modal .o_field_widget[name=level] input[data-value=medium]", run: "click" },
    ...write("reason", "One night outside", ".modal"),
    ...saveDialog(),
    ...save(),
    { trigger: ".o_field_widget[name=risk_ids] .o_data_row td[name=reason]:contains(outside)" },
];

const planWithAction = () => [
    { trigger: "button[name=action_open_plan]", run: "click" },
    ...write("person_view", "I want to sleep without fear"),
    ...save(),
    ...addGoal(),
    { trigger: ".modal .o_field_widget[name=action_ids] .o_field_x2many_list_row_add a", run: "click" },
    {
        trigger: ".modal .o_field_widget[name=action_ids] .o_selected_row .o_field_widget[name=name] input",
        run: "edit Ask for a room",
    },
    ...saveDialog(),
    ...save(),
    { trigger: "button[name=action_approve]", run: "click" },
    { trigger: ".o_arrow_button_current[data-value=active]" },
    ...back(),
];

const doneAndVerified = () => [
    ...tab("plan"),
    { trigger: ".o_field_widget[name=action_ids] button[name=action_done]", run: "click" },
    { trigger: ".o_field_widget[name=action_ids]:not(:has(button[name=action_done]))" },
    ...tab("needs"),
    { trigger: ".o_field_widget[name=need_ids] button[name=action_verify_met]", run: "click" },
    { trigger: ".o_field_widget[name=need_ids]:not(:has(button[name=action_verify_met]))" },
];

const note = () => [
    { trigger: "button[name=action_note]", run: "click" },
    ...write("body", "She came with her papers", ".modal"),
    ...write("agreed", "The lease on Monday", ".modal"),
    { trigger: ".modal button[name=action_sign]", run: "click" },
    // What was agreed stands at the head of the file.
    { trigger: ".o_form_view:not(:has(.modal)) div[name=agreed]:contains(Monday)" },
];

const UNTICKED = ".o_field_widget[name=check_ids] .o_field_boolean_toggle input:not(:checked)";

const closing = () => [
    { trigger: "button[name=action_close]", run: "click" },
    ...pickOne("reason_id"),
    ...pick("outcome_ids"),
    { trigger: `${field("outcome_ids")} .o_tag:contains(${WORD})` },
    ...write("summary", "She has a room"),
    ...write("person_view", "She is content"),
    ...["told", "papers", "partners", "feedback"].map(() => ({ trigger: UNTICKED, run: "click" })),
    { trigger: `.o_field_widget[name=check_ids]:not(:has(${UNTICKED}))` },
    { trigger: "button[name=action_ask]", run: "click" },
    { trigger: ".o_arrow_button_current[data-value=done]" },
];

/** From the search box to a closed file, each step of the method by its own condition. */
registry.category("web_tour.tours").add("migrant_case_from_search_to_closing", {
    steps: () => [
        { trigger: ".o_registry_box", run: "edit Hawa Traoré" },
        { trigger: ".o_registry_go", run: "click" },
        { trigger: ".o_registry_open:contains(Hawa Traoré)", run: "click" },
        // No file yet: a new one stands ready for her.
        { trigger: "button[name=action_open_cases]", run: "click" },
        { trigger: `${field("case_type_id")} input:value(/./)` },
        ...pickOne("source_id"),
        ...write("presenting_need", "A roof"),
        ...save(),
        { trigger: ".o_form_view h1:contains(Hawa Traoré)" },
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
        { trigger: ".o_form_view:not(:has(button[name=action_open]))" },
        ...nextStep(),
        ...assess(),
        ...risk(),
        ...nextStep(),
        ...planWithAction(),
        ...nextStep(),
        ...doneAndVerified(),
        ...nextStep(),
        ...note(),
        ...closing(),
    ],
});

/** A plan: a domain is silent, a reason answers it; agreed, signed, revised with a goal. */
registry.category("web_tour.tours").add("migrant_case_plan", {
    steps: () => [
        { trigger: `.o_form_view .alert-warning .o_tag:contains(${WORD})` },
        ...write("person_view", "I want to sleep without fear"),
        ...tab("reasons"),
        { trigger: ".o_field_widget[name=reason_ids] .o_field_x2many_list_row_add a", run: "click" },
        ...pickOne("domain_id", ".o_selected_row"),
        { trigger: ".o_selected_row .o_field_widget[name=reason] input", run: "edit She sleeps at a friend's" },
        ...save(),
        { trigger: ".o_form_view:not(:has(.alert-warning .o_tag))" },
        { trigger: "button[name=action_approve]", run: "click" },
        { trigger: ".o_arrow_button_current[data-value=active]" },
        ...tab("contract"),
        ...["person_signed_on", "worker_signed_on"].flatMap((name) => [
            // Typed and saved one by one: the calendar of a date is drawn anew, and what
            // was picked lost, when the server answers to the date before.
            { trigger: `${field(name)} input`, run: "edit today" },
            ...save(),
        ]),
        { trigger: "button[name=action_revise]", run: "click" },
        { trigger: ".o_arrow_button_current[data-value=draft]" },
        ...addGoal(),
        ...saveDialog(),
        ...save(),
        { trigger: "button[name=action_approve]", run: "click" },
        { trigger: ".o_arrow_button_current[data-value=active]" },
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

/** Pages that are read when opened: what was typed before stays, what is added is kept. */
registry.category("web_tour.tours").add("migrant_case_pages", {
    steps: () => [
        ...write("presenting_need", "A roof for two"),
        ...tab("plan"),
        { trigger: `${field("action_ids")} .o_data_row:contains(Tour 77)` },
        ...tab("needs"),
        { trigger: `${field("presenting_need")} textarea:value(/for two/)` },
        ...tab("assessments"),
        { trigger: `${field("vulnerability_ids")} .o_field_x2many_list_row_add a`, run: "click" },
        ...pickOne("specific_need_id", ".o_selected_row"),
        ...save(),
        { trigger: `${field("vulnerability_ids")} .o_data_row:contains(Tour 77)` },
        ...tab("journal"),
        { trigger: `${field("note_ids")} .o_data_row:contains(Monday)` },
    ],
});

/** The board by step, the calendar of what is due, the sums. */
registry.category("web_tour.tours").add("migrant_case_board", {
    steps: () => [
        { trigger: ".o_switch_view.o_kanban", run: "click" },
        { trigger: ".o_kanban_view .o_kanban_record:contains(Salimata)" },
        { trigger: ".o_switch_view.o_calendar", run: "click" },
        { trigger: ".o_calendar_view .fc-view" },
        { trigger: ".o_switch_view.o_pivot", run: "click" },
        { trigger: ".o_pivot_view .o_pivot_cell_value" },
        { trigger: ".o_switch_view.o_graph", run: "click" },
        { trigger: ".o_graph_view canvas" },
    ],
});
