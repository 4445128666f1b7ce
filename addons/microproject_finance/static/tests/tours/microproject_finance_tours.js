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
        { trigger: ".o_list_view .o_data_row:contains(Bank missing)" },
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
        { trigger: ".o_view_nocontent:contains(Nothing to decide)" },
        ...openMenu("microproject_ledger_menu"),
        { trigger: ".o_view_nocontent:contains(Everything agrees)" },
        ...openMenu("microproject_period_menu"),
        { trigger: ".o_data_row .o_data_cell[name=name]", run: "click" },
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
                transfer.items.add(new File(["a paper"], "Fatou.pdf"));
                anchor.files = transfer.files;
                anchor.dispatchEvent(new Event("change", { bubbles: true }));
            },
        },
        { trigger: ".modal .o_field_widget[name=file] .o_clear_file_button" },
        { trigger: ".modal button[name=action_send]", run: "click" },
        { trigger: ".modal .alert-success:contains(R-)" },
    ],
});
