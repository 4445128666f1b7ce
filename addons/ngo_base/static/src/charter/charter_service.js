import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { session } from "@web/session";

const ASKED = "ngo_base.charter_asked";

/**
 * Opens the text to sign when the client starts. While files are shut until it is
 * signed, at every start; while there is time left, once per window.
 */
export const charterService = {
    dependencies: ["action"],
    start(env, { action }) {
        const { count, is_shut: isShut } = session.ngo_charter || {};
        if (!count || (!isShut && browser.sessionStorage.getItem(ASKED))) {
            return;
        }
        const open = () => {
            browser.sessionStorage.setItem(ASKED, "1");
            action.doAction("ngo_base.ngo_charter_sign_action");
        };
        env.bus.addEventListener("WEB_CLIENT_READY", open, { once: true });
    },
};

registry.category("services").add("ngo_charter", charterService);
