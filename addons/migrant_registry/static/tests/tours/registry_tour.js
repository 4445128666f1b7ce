// Copyright 2026 Permanence contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { registry } from "@web/core/registry";

function look(text) {
    return [
        { trigger: ".o_registry_box", run: `edit ${text}` },
        { trigger: ".o_registry_go", run: "click" },
        { trigger: ".o_registry_answer" },
    ];
}

/** Search, nobody; register; find under another script; the title names her. */
registry.category("web_tour.tours").add("migrant_registry_register", {
    steps: () => [
        ...look("Salimata Kouyaté 1993"),
        { trigger: ".o_registry_nobody" },
        { trigger: ".o_registry_register", run: "click" },
        { trigger: ".o_form_view .o_field_widget[name=name_ids] td:contains(Salimata)" },
        {
            trigger: "body:not(:has(.o_datetime_picker)) .o_field_x2many_list_row_add a:first",
            run() {
                if (document.activeElement !== this.anchor) {
                    throw new Error("A new person does not begin with her names.");
                }
            },
        },
        {
            trigger: ".o_field_widget[name=birth_date] button",
            run() {
                if (this.anchor.textContent.trim() !== "1993") {
                    throw new Error("A year of birth is shown as a day.");
                }
            },
        },
        { trigger: ".o_field_widget[name=sex] input", run: "click" },
        { trigger: ".o_select_menu_item:first", run: "click" },
        { trigger: ".o_form_button_save", run: "click" },
        {
            trigger: ".o_form_saved h1:contains(Salimata Kouyaté)",
            run() {
                if (document.title.includes("Salimata")) {
                    throw new Error("The browser's tab names the person.");
                }
            },
        },
        {
            trigger: ".o_breadcrumb:contains(Salimata Kouyaté)",
        },
        { trigger: "button[name=action_print_card]", run: "click" },
        { trigger: "body:not(:has(.o_blockUI)) button[name=action_print_card]" },
    ],
});

/** Find under another spelling, see why, open. */
registry.category("web_tour.tours").add("migrant_registry_find", {
    steps: () => [
        ...look("Tarek Mohamed"),
        { trigger: ".o_registry_open:contains(محمد طارق)" },
        { trigger: ".o_registry_why:first", run: "click" },
        { trigger: ".o_registry_person .list-group-item" },
        { trigger: ".o_registry_open:contains(محمد طارق)", run: "click" },
        { trigger: ".o_form_view h1:contains(محمد طارق)" },
        // A later page is read when it is opened; what is typed in it is kept.
        { trigger: ".o_form_view:not(:has([name=identifier_ids]))" },
        { trigger: ".o_notebook .nav-link[name=identifiers]", run: "click" },
        { trigger: ".o_field_widget[name=identifier_ids] .o_field_x2many_list_row_add" },
        { trigger: ".o_notebook .nav-link[name=stay]", run: "click" },
        {
            trigger: ".o_field_widget[name=stay_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=stay_ids] [name=elsewhere] input",
            run: "click",
        },
        { trigger: ".o_select_menu_item:first", run: "click" },
        {
            trigger: ".o_field_widget[name=stay_ids] [name=place] input",
            run: "edit Sfax",
        },
        { trigger: ".o_form_button_save", run: "click" },
        {
            trigger: ".o_form_saved .o_field_widget[name=stay_ids] td:contains(Sfax)",
        },
    ],
});

const openPair = () => [
    { trigger: ".o_list_view .o_data_row td[name=first_id]:contains(محمد طارق)", run: "click" },
    { trigger: ".o_form_view .o_field_widget[name=first_id]:contains(محمد طارق)" },
];

/** Two files of one person: the first who sees it proposes the merge. */
registry.category("web_tour.tours").add("migrant_registry_propose", {
    steps: () => [
        ...openPair(),
        { trigger: "button[name=action_keep_first]", run: "click" },
        { trigger: ".o_form_view .alert[name=proposed]" },
    ],
});

/** The second merges, then undoes. */
registry.category("web_tour.tours").add("migrant_registry_merge", {
    steps: () => [
        ...openPair(),
        { trigger: ".o_form_view .alert[name=proposed]" },
        { trigger: "button[name=action_keep_first]", run: "click" },
        { trigger: "button[name=action_undo]", run: "click" },
        { trigger: "button[name=action_keep_second]" },
    ],
});
