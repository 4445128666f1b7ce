// Copyright 2026 Permanence contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { registry } from "@web/core/registry";
import { waitUntil } from "@odoo/hoot-dom";

const PATIENCE = 60000; // ms, the most that a step waits; ends only what hangs

/** Press a button that prints, and wait until the browser holds the paper. */
function print(name) {
    const papers = () =>
        performance
            .getEntriesByType("resource")
            .filter((entry) => entry.name.endsWith("/report/download"));
    return {
        trigger: `button[name=${name}]:enabled`,
        async run() {
            const before = papers().length;
            this.anchor.click();
            await waitUntil(() => papers().length > before, { timeout: PATIENCE });
            const paper = papers().at(-1);
            if (paper.responseStatus !== 200 || !paper.encodedBodySize) {
                throw new Error(`No paper came: ${paper.responseStatus}`);
            }
        },
    };
}

/** A value of a many2one, looked for in the list of that field only. */
function pick(name, word) {
    const field = `.o_form_view .o_field_widget[name=${name}]`;
    return [
        { trigger: `${field} input`, run: `edit ${word}` },
        {
            trigger: `${field} .o-autocomplete--dropdown-item:not(:has(.o_loading)):contains(${word})`,
            run: "click",
        },
        { trigger: `${field} input:value(/${word}/)` },
    ];
}

const save = () => [
    { trigger: ".o_form_button_save", run: "click" },
    { trigger: ".o_form_view .o_form_saved" },
];

/** The jurist: notified today, last day, reminder, appeal lodged, letter printed, sent. */
registry.category("web_tour.tours").add("migrant_case_jurist", {
    steps: () => [
        // The list shows whose it is; the record opens by a click on its line.
        { trigger: ".o_data_row td[name=kind_id]", run: "click" },
        { trigger: ".o_form_view .o_field_widget[name=reference] input", run: "edit 25/12345" },
        { trigger: "button[name=action_notified_today]", run: "click" },
        // The last day stands there, and the clock that reminds of it.
        { trigger: ".o_field_widget[name=last_day]:visible" },
        { trigger: ".o_notebook .nav-link[name=clocks]", run: "click" },
        { trigger: ".o_field_widget[name=clock_ids] .o_data_row" },
        {
            trigger: "button[name=action_appeal]",
            run() {
                if (/Salimata|25\/12345/.test(document.title)) {
                    throw new Error("The browser's tab says whose procedure it is.");
                }
                this.anchor.click();
            },
        },
        { trigger: ".o_field_widget[name=parent_id]:visible" },
        { trigger: "button[name=action_lodge_today]", run: "click" },
        { trigger: ".o_form_view:not(:has(button[name=action_lodge_today]))" },
        // The letter in the language of the screen, begun from the appeal.
        { trigger: "button[name=action_letter]:enabled", run: "click" },
        { trigger: ".o_form_view .o_field_widget[name=template_id]" },
        ...pick("template_id", "Tour letter"),
        { trigger: ".o_form_view .o_field_widget[name=recipient] textarea", run: "edit Tour court" },
        ...save(),
        { trigger: ".o_form_view .o_field_widget[name=subject] input:value(/25.12345/)" },
        print("action_print"),
        { trigger: "button[name=action_send]:enabled", run: "click" },
        { trigger: ".modal .btn-primary", run: "click" },
        { trigger: ".o_form_view:not(:has(button[name=action_send]))" },
        { trigger: ".o_form_view .o_field_widget[name=body].o_readonly_modifier" },
    ],
});

/** The office: post in with its scan, the checklist, then a letter out. */
registry.category("web_tour.tours").add("migrant_case_office", {
    steps: () => [
        { trigger: ".o_form_view .o_field_widget[name=case_code] input", run: "edit C-TOUR2222" },
        ...pick("document_type_id", "Tour paper"),
        {
            trigger: ".o_field_widget[name=scan] input[type=file]:not(:visible)",
            run({ anchor }) {
                const transfer = new DataTransfer();
                transfer.items.add(new File(["a paper"], "Salimata.pdf"));
                anchor.files = transfer.files;
                anchor.dispatchEvent(new Event("change", { bubbles: true }));
            },
        },
        { trigger: ".o_field_widget[name=scan] .o_clear_file_button" },
        // What the file lacks, before; what came, after.
        { trigger: "button[name=action_check]", run: "click" },
        { trigger: ".o_checklist tr:contains(Tour paper) .text-bg-secondary" },
        { trigger: "button[name=action_drop]", run: "click" },
        { trigger: ".o_post_receipt:contains(N-)" },
        {
            trigger: ".o_checklist tr:contains(Tour paper) .text-bg-success",
            run() {
                if (/Salimata|Kouyaté/.test(document.body.textContent)) {
                    throw new Error("The office reads whose file it is.");
                }
            },
        },
        { trigger: "button[name=action_next]", run: "click" },
        {
            trigger:
                ".o_form_view:not(:has(.o_post_receipt:visible)) .o_field_widget[name=case_code] input",
            run: "edit C-TOUR2222",
        },
        {
            trigger: ".o_field_widget[name=direction] input[data-value=out]",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=correspondent] input",
            run: "edit Maison des associations",
        },
        { trigger: "button[name=action_drop]", run: "click" },
        { trigger: ".o_post_receipt:contains(N-)" },
    ],
});

/** What came in and what went out stand in the register of the site. */
registry.category("web_tour.tours").add("migrant_case_register", {
    steps: () => [
        { trigger: ".o_list_view .o_data_row td[name=document_type_id]:contains(Tour paper)" },
        {
            trigger: ".o_list_view .o_data_row td[name=correspondent]:contains(Maison)",
            run: "click",
        },
        { trigger: ".o_form_view .o_field_widget[name=correspondent]:contains(Maison)" },
    ],
});

/** The office attests that a person came: chosen, dated, printed, fixed. */
registry.category("web_tour.tours").add("migrant_case_attestation", {
    steps: () => [
        { trigger: ".o_list_button_add", run: "click" },
        ...pick("beneficiary_id", "Salimata"),
        ...pick("template_id", "Tour attestation"),
        { trigger: ".o_field_widget[name=meeting_at] input", run: "click" },
        { trigger: ".o_datetime_picker .o_today", run: "click" },
        { trigger: ".o_field_widget[name=meeting_at] input:value(/./)" },
        ...save(),
        print("action_issue"),
        { trigger: ".o_form_view .o_field_widget[name=issued_on]:visible" },
    ],
});
