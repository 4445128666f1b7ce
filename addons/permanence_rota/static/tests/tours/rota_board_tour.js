// Copyright 2026 Permanence contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { registry } from "@web/core/registry";

function chipOf(name) {
    return `.o_rota_chip:contains(${name})`;
}

// The coordinator plans, reads a gap's reason, gives a slot by keyboard, drags,
// undoes, and publishes.
registry.category("web_tour.tours").add("rota_board_plan", {
    steps: () => [
        { trigger: ".o_rota_plan", run: "click" },
        { trigger: ".o_rota_publish", timeout: 60000 },
        {
            content: "the arrows follow the direction of reading",
            trigger: ".o_rota_chip",
            run: ({ anchor }) => {
                const rtl = getComputedStyle(anchor).direction === "rtl";
                const key = rtl ? "ArrowLeft" : "ArrowRight";
                anchor.focus();
                anchor.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
                const [, second] = document.querySelectorAll(".o_rota_chip");
                if (document.activeElement !== second) {
                    throw new Error(`${key} does not lead to the next one`);
                }
            },
        },
        { trigger: ".o_rota_open button", run: "click" },
        { trigger: ".o_rota_excluded li:contains(Unwell Volunteer)" },
        { trigger: ".o_dialog .btn-close", run: "click" },
        {
            content: "a drop that the rules refuse says why",
            trigger: chipOf("Anna Social"),
            run: "drag_and_drop .o_rota_chip_open",
        },
        { trigger: ".o_notification:contains(Anna Social)" },
        { trigger: ".o_rota_table:not([aria-busy])" },
        {
            content: "two people exchange their sites",
            trigger: chipOf("Anna Social"),
            // As text, the parenthesis that ends the selector would be lost.
            run: (helpers) => helpers.drag_and_drop(chipOf("Bert Social")),
        },
        { trigger: ".o_rota_board button.fa-undo:enabled", run: "click" },
        { trigger: ".o_rota_board button.fa-undo:disabled" },
        { trigger: ".o_rota_publish:enabled", run: "click" },
        { trigger: ".o_rota_repair" },
    ],
});

// The rota is planned from its form, which shows by itself what came of it.
registry.category("web_tour.tours").add("rota_form_plan", {
    steps: () => [
        { trigger: "button[name=action_solve]", run: "click" },
        { trigger: "button[name=action_publish]", timeout: 60000 },
    ],
});

// The sick note arrives: the HR officer approves the leave.
registry.category("web_tour.tours").add("rota_sick_note", {
    steps: () => [
        { trigger: ".o_form_view button[name=action_approve]", run: "click" },
        { trigger: ".o_form_view:not(:has(button[name=action_approve]))" },
    ],
});

// A sick note came in: the open slot is on top, repair fills it, publish tells.
registry.category("web_tour.tours").add("rota_board_repair", {
    steps: () => [
        { trigger: ".o_rota_open" },
        { trigger: ".o_rota_repair:enabled", run: "click" },
        { trigger: chipOf("Chaz Social"), timeout: 60000 },
        { trigger: ".o_rota_publish:enabled", run: "click" },
        { trigger: ".o_rota_bar[data-pending='0']", timeout: 60000 },
        {
            content: "the poster of the first site is printed",
            trigger: ".o_rota_poster a[href$='.pdf']",
            run: async ({ anchor }) => {
                const answer = await fetch(anchor.href);
                const kind = answer.headers.get("Content-Type");
                if (kind !== "application/pdf") {
                    throw new Error(`no poster: ${answer.status} ${kind}`);
                }
                document.body.dataset.poster = "printed";
            },
        },
        { trigger: "body[data-poster=printed]" },
    ],
});
