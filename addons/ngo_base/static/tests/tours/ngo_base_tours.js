import { registry } from "@web/core/registry";

const inDialog = ".o_dialog:not(.o_inactive_modal)";

registry.category("web_tour.tours").add("ngo_base_incident", {
    steps: () => [
        {
            trigger: `${inDialog} .o_field_widget[name=site] select, ${inDialog} .o_field_widget[name=site] input`,
        },
        {
            content: "the screen fits a phone: nothing to scroll sideways",
            trigger: `${inDialog} .o_form_view`,
            run({ anchor }) {
                const { scrollWidth, clientWidth } = document.documentElement;
                if (scrollWidth > clientWidth || anchor.scrollWidth > anchor.clientWidth + 1) {
                    throw new Error("wider than the screen");
                }
            },
        },
        {
            content: "what was typed last night is offered, and hides nothing",
            trigger: `${inDialog} .o_field_widget[name=what] .o_ngo_draft_offer`,
            run({ anchor }) {
                const next = document.querySelector(".o_field_widget[name=safety]");
                const bottom = anchor.getBoundingClientRect().bottom;
                if (next.getBoundingClientRect().top < bottom) {
                    throw new Error("the draft hides the next question");
                }
            },
        },
        {
            trigger: `${inDialog} .o_field_widget[name=what] .o_ngo_draft_discard`,
            run: "click",
        },
        {
            trigger: `${inDialog} .o_field_widget[name=what] textarea`,
            run: "edit A window was broken from outside",
        },
        {
            trigger: `${inDialog} .o_field_widget[name=safety] input[data-value=safe]`,
            run: "click",
        },
        {
            trigger: `${inDialog} button[name=action_send]`,
            run: "click",
        },
        {
            content: "a receipt number answers",
            trigger: `${inDialog} div[name=sent] .o_field_widget[name=receipt]:contains(R-)`,
        },
        {
            trigger: `${inDialog} footer button:visible:contains(Close)`,
            run: "click",
        },
        { trigger: "body:not(:has(.o_dialog))" },
    ],
});

registry.category("web_tour.tours").add("ngo_base_my_reports", {
    steps: () => [
        {
            content: "number, title and date, and that somebody took charge",
            trigger: ".o_kanban_record:contains(R-):contains(Acknowledged)",
        },
    ],
});

registry.category("web_tour.tours").add("ngo_base_charter", {
    steps: () => [
        {
            content: "the text comes by itself",
            trigger: `${inDialog} .o_field_widget[name=body]:contains(We harm nobody)`,
        },
        {
            trigger: `${inDialog} footer button:contains(Later)`,
            run: "click",
        },
        {
            content: "put off, it waits in the bar",
            trigger: "body:not(:has(.o_dialog)) .o_ngo_charter_systray:contains(1)",
            run: "click",
        },
        {
            trigger: `${inDialog} .o_field_widget[name=has_read] input`,
            run: "click",
        },
        {
            trigger: `${inDialog} button[name=action_sign]`,
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "nothing more to sign",
            trigger: ".o_web_client:not(:has(.o_ngo_charter_systray)):not(:has(.o_dialog))",
        },
    ],
});
