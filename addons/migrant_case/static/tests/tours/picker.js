// Copyright 2026 Permanence contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { registry } from "@web/core/registry";

const PICKER = ".o_form_view .o_field_widget[name=beneficiary_id]";
const line = (name) => `${PICKER} .o-autocomplete--dropdown-item:contains(${name})`;

function typed(text, name) {
    return [{ trigger: `${PICKER} input`, run: `edit ${text}` }, { trigger: line(name) }];
}

/** The picker of a new file: any script finds any script; chosen, it names her. */
registry.category("web_tour.tours").add("migrant_case_picker", {
    steps: () => [
        ...typed("Tarek Mohamed", "محمد طارق"),
        ...typed("علي بن صالح", "Ali Ben Salah"),
        ...typed("Ali", "Ali Ben Salah"),
        ...typed("محمد", "محمد طارق"),
        // Nobody is registered from a picker, and whom one may not read is not found.
        {
            trigger: `${PICKER} .o-autocomplete--dropdown-menu:not(:has(.o_m2o_dropdown_option_create))`,
        },
        { trigger: line("محمد طارق"), run: "click" },
        { trigger: `${PICKER} input:value(محمد طارق · P-)` },
        { trigger: `${PICKER} input`, run: "edit Zebulon" },
        { trigger: `${PICKER} .o-autocomplete--dropdown-menu:not(:contains(Zebulon))` },
        { trigger: ".o_form_button_cancel", run: "click" },
        { trigger: "body:not(:has(.o_form_dirty))" },
    ],
});

const NAME = "td[name=person_name]";
const names = () => [...document.querySelectorAll(`.o_data_row ${NAME}`)].map((cell) => cell.textContent.trim());

function sorted(direction, first) {
    return {
        trigger: `.o_list_view:has(th[data-name=person_name] .o_list_sortable_icon${direction}) .o_data_row:first ${NAME}:contains(${first})`,
        run() {
            const seen = names();
            if (seen.at(-1) !== "") {
                throw new Error(`The person who may not be read is not last: ${seen}`);
            }
        },
    };
}

/** One person of the list may not be read: it opens, sorts, and shows codes there. */
registry.category("web_tour.tours").add("migrant_case_unreadable", {
    steps: () => [
        { trigger: ".o_list_view .o_data_row:contains(Ali Ben Salah)" },
        { trigger: ".o_facet_remove:first", run: "click" },
        { trigger: `.o_data_row:not(:has(${NAME}:contains(Ali))):not(:has(${NAME}:contains(Salimata)))` },
        { trigger: "th[data-name=person_name]", run: "click" },
        sorted(".fa-sort-asc", "Ali Ben Salah"),
        { trigger: "th[data-name=person_name]", run: "click" },
        sorted(".fa-sort-desc", "Salimata"),
        { trigger: ".o_data_row:last td[name=code]:contains(-)", run: "click" },
        { trigger: `${PICKER}:contains(P-):not(:contains(Zebulon))` },
        { trigger: ".o_form_view:not(:contains(Zebulon))" },
    ],
});
