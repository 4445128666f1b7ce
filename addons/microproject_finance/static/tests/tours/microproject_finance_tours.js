import { registry } from "@web/core/registry";

const { DateTime } = luxon;

/** A statement of the bank, as a clerk downloads it. */
function statement() {
    const day = DateTime.now().toFormat("dd/MM/yyyy");
    return [
        "Date;Libellé;Débit;Crédit",
        `${day};VIR EMIS MACHINES DU SUD F-2026-118;120,500;`,
        `${day};FRAIS TENUE DE COMPTE;2,380;`,
    ].join("\n");
}

function openMenu(xmlid) {
    return [
        {
            trigger:
                "button[data-menu-xmlid='microproject_finance.microproject_finance_menu_root']",
            run: "click",
        },
        {
            trigger: `.dropdown-item[data-menu-xmlid='microproject_finance.${xmlid}']`,
            run: "click",
        },
    ];
}

registry.category("web_tour.tours").add("microproject_finance_officer", {
    steps: () => [
        {
            trigger: ".o_list_view .o_data_row:contains(Bank missing) [name=label]",
            run: "click",
        },
        { trigger: ".o_form_view .o_field_widget[name=invoice_line_ids]" },
        ...openMenu("microproject_statement_import_menu"),
        {
            trigger: ".modal .o_field_widget[name=file] input[type=file]:not(:visible)",
            run({ anchor }) {
                const transfer = new DataTransfer();
                transfer.items.add(new File([statement()], "statement.csv"));
                anchor.files = transfer.files;
                anchor.dispatchEvent(new Event("change", { bubbles: true }));
            },
        },
        { trigger: ".modal .o_field_widget[name=file] .o_clear_file_button" },
        { trigger: ".modal button[name=action_import]", run: "click" },
        { trigger: ".o_data_row:contains(document number):contains(F-2026-118)" },
        { trigger: ".o_data_row button[name=action_accept]", run: "click" },
        // Its help is markup here too, where the import leads by itself.
        { trigger: ".o_view_nocontent_smiling_face:contains(Nothing to decide)" },
        ...openMenu("microproject_ledger_menu"),
        { trigger: ".o_view_nocontent:contains(Everything agrees)" },
        ...openMenu("microproject_period_menu"),
        { trigger: ".o_data_row .o_data_cell[name=display_name]", run: "click" },
        { trigger: ".o_form_view button[name=action_close]", run: "click" },
        { trigger: ".o_arrow_button_current:contains(Closed)" },
        { trigger: ".o_form_view button[name=action_submit]", run: "click" },
        { trigger: ".o_arrow_button_current:contains(Submitted)" },
    ],
});

registry.category("web_tour.tours").add("microproject_finance_receipt", {
    steps: () => [
        { trigger: "button[name=action_drop_receipt]", run: "click" },
        {
            trigger: ".modal .o_field_widget[name=file] input[type=file]:not(:visible)",
            run({ anchor }) {
                const transfer = new DataTransfer();
                transfer.items.add(new File(["%PDF-1.4 a paper"], "Fatou.pdf"));
                anchor.files = transfer.files;
                anchor.dispatchEvent(new Event("change", { bubbles: true }));
            },
        },
        { trigger: ".modal .o_field_widget[name=file] .o_clear_file_button" },
        { trigger: ".modal button[name=action_send]", run: "click" },
        { trigger: ".modal .alert-success:contains(R-)" },
    ],
});

/** A many2one that is typed into, and its own dropdown. */
function choose(name, label) {
    return [
        { trigger: `.o_field_widget[name=${name}] input`, run: `edit ${label}` },
        {
            trigger: `.o_field_widget[name=${name}] .o-autocomplete--dropdown-item:contains(${label})`,
            run: "click",
        },
    ];
}

// The social worker, in the language of the screen: no words in the selectors.
registry.category("web_tour.tours").add("microproject_finance_apply", {
    steps: () => [
        { trigger: ".o_list_button_add", run: "click" },
        ...choose("programme_id", "Programme 1"),
        { trigger: ".o_field_widget[name=holder_code] input", run: "edit B-7QK2M4XD" },
        { trigger: ".o_field_widget[name=own_contribution] input", run: "edit 120" },
        { trigger: ".o_field_widget[name=jobs_expected] input", run: "edit 2" },
        { trigger: ".o_notebook .nav-link[name=idea]", run: "click" },
        { trigger: ".o_field_widget[name=summary] textarea", run: "edit Couture" },
        { trigger: ".o_notebook .nav-link[name=lines]", run: "click" },
        { trigger: ".o_field_widget[name=line_ids] .o_field_x2many_list_row_add a", run: "click" },
        {
            trigger: ".o_selected_row .o_field_widget[name=name] input",
            run: "edit Machine à coudre",
        },
        ...choose("heading_id", "3.1"),
        {
            trigger: ".o_selected_row .o_field_widget[name=unit_cost] input",
            run: "edit 900",
        },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_view .o_form_saved, .o_form_view:not(:has(.o_form_dirty))" },
        { trigger: "button[name=action_submit]", run: "click" },
        { trigger: ".o_form_view:not(:has(button[name=action_submit]))" },
    ],
});

registry.category("web_tour.tours").add("microproject_finance_accompany", {
    steps: () => [
        { trigger: ".o_form_view .o_field_widget[name=application_id]" },
        ...openMenu("microproject_tranche_menu"),
        { trigger: ".o_list_view .o_data_row .o_data_cell[name=planned_date]", run: "click" },
        { trigger: ".o_form_view button[name=action_request]", run: "click" },
        { trigger: ".o_form_view:not(:has(button[name=action_request])) .o_field_widget[name=requested_by_id]" },
        ...openMenu("microproject_visit_menu"),
        { trigger: ".o_list_button_add", run: "click" },
        ...choose("microproject_id", "MP-"),
        { trigger: ".o_field_widget[name=next_step] input", run: "edit Tenir le cahier" },
        { trigger: "button[name=action_done]", run: "click" },
        { trigger: ".o_form_view:not(:has(button[name=action_done]))" },
    ],
});

/** One measure: opened from the list, filled in, done, and back to the list. */
function measure(row) {
    return [
        {
            trigger: `.o_list_view .o_data_row:eq(${row}) .o_data_cell[name=date_due]`,
            run: "click",
        },
        { trigger: ".o_form_view .o_field_widget[name=is_running] input", run: "click" },
        { trigger: ".o_field_widget[name=turnover] input", run: "edit 640" },
        { trigger: ".o_field_widget[name=jobs] input", run: "edit 2" },
        { trigger: "button[name=action_done]", run: "click" },
        { trigger: ".o_form_view:not(:has(button[name=action_done]))" },
        { trigger: ".o_breadcrumb .o_back_button, .breadcrumb-item a", run: "click" },
    ];
}

registry.category("web_tour.tours").add("microproject_finance_follow", {
    steps: () => [
        { trigger: ".o_form_view" },
        ...openMenu("microproject_measure_menu"),
        ...measure(0),
        ...measure(1),
        ...measure(2),
        ...measure(3),
        { trigger: ".o_list_view .o_data_row:eq(3)" },
    ],
});
