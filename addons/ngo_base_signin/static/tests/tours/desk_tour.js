import { rpc } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";

// The worker is at the screen; her colleague of the front desk signed in before her.
registry.category("web_tour.tours").add("ngo_base_signin_desk", {
    steps: () => [
        {
            content: "Tap one: lock the screen",
            trigger: ".o_signin_lock",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Tap two: the colleague's name",
            trigger: ".o_signin_seat:contains(Accueil)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "A wrong PIN first",
            trigger: "form[name=unlock] input[name=pin]",
            run: "edit 000001",
        },
        {
            trigger: "form[name=unlock] button",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "It is said plainly, and one may try again",
            trigger: ".alert-danger",
        },
        {
            trigger: "form[name=unlock] input[name=pin]",
            run: "edit 314159",
        },
        {
            trigger: "form[name=unlock] button",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The colleague works; then the screen locks while she is away",
            trigger: ".o_web_client:has(.o_action_manager > *) .o_signin_lock",
            async run() {
                // The page has just loaded: its last calls still write the session.
                await new Promise((resolve) => setTimeout(resolve, 1500));
                await fetch("/permanence/desk");
            },
        },
        {
            content: "Whatever she touches next asks who she is",
            trigger: ".o_user_menu button",
            run: "click",
        },
        {
            trigger: ".o-dropdown--menu [data-menu=preferences]",
            run: "click",
        },
        {
            content: "The dialog asks for the PIN and offers to change user",
            trigger: ".o_dialog .o_signin_change_user",
        },
        {
            trigger: ".o_dialog input[name=pin]",
            run: "edit 314159",
        },
        {
            trigger: ".o_dialog form button[type=submit]",
            run: "click",
        },
        {
            content: "Unlocked in place",
            trigger: ".o_web_client:not(:has(.o_dialog)) .o_signin_lock",
            async run() {
                await rpc("/web/session/check");
            },
        },
    ],
});
