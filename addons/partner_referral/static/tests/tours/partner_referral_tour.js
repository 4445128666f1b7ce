// Copyright 2026 Permanence contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { registry } from "@web/core/registry";

/** From the person's file: need, service, words, consent, sent; the code to say. */
registry.category("web_tour.tours").add("partner_referral_send", {
    steps: () => [
        { trigger: "button[name=action_refer]", run: "click" },
        {
            content: "The name is loaded: the form is drawn for good",
            trigger: ".o_field_widget[name=beneficiary_id] input:value(Diallo)",
        },
        { trigger: ".o_field_widget[name=category_id] input", run: "edit Médecine" },
        {
            trigger: ".o-autocomplete--dropdown-item a:contains(Médecine)",
            run: "click",
        },
        { trigger: ".o_field_widget[name=service_id] input", run: "edit Consultation" },
        {
            trigger: ".o-autocomplete--dropdown-item a:contains(Consultation générale)",
            run: "click",
        },
        { trigger: ".o_form_button_save", run: "click" },
        { content: "What is missing is said", trigger: ".alert[name=missing]" },
        {
            trigger: ".o_field_widget[name=item_ids] .o_data_row:first td[name=value]",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=item_ids] .o_selected_row td[name=value] textarea",
            run: "edit Une consultation cette semaine",
        },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved" },
        { trigger: "button[name=action_ask_consent]", run: "click" },
        { trigger: ".modal .o_field_widget[name=recipient_id]" },
        { trigger: ".modal .o_form_button_save", run: "click" },
        { trigger: "body:not(:has(.modal)) button[name=action_send]", run: "click" },
        { content: "Sent", trigger: "button[name=action_note_answer]" },
        { trigger: ".nav-link[name=doors]", run: "click" },
        {
            content: "The code that is told by telephone",
            trigger: ".o_field_widget[name=door_ids] .o_data_row td[name=pin]",
        },
    ],
});

/** The person tells; the loop is closed. */
registry.category("web_tour.tours").add("partner_referral_close", {
    steps: () => [
        { content: "Accepted", trigger: "button[name=action_ask_person]", run: "click" },
        {
            trigger: ".modal .o_field_widget[name=outcome] input[data-value=met]",
            run: "click",
        },
        { trigger: ".modal button[name=action_save]", run: "click" },
        {
            content: "Closed",
            trigger: "body:not(:has(.modal)) .o_field_widget[name=outcome]",
        },
    ],
});

/** The partner answered by telephone: two taps and who. */
registry.category("web_tour.tours").add("partner_referral_phone", {
    steps: () => [
        { trigger: "button[name=action_note_answer]", run: "click" },
        {
            trigger: ".modal .o_field_widget[name=answer] input[data-value=accept]",
            run: "click",
        },
        { trigger: ".modal .o_field_widget[name=who] input", run: "edit Nadia" },
        { trigger: ".modal button[name=action_save]", run: "click" },
        {
            content: "Accepted",
            trigger: "body:not(:has(.modal)) button[name=action_ask_person]",
        },
    ],
});
