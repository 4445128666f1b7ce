import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { session } from "@web/session";

const ASKED = "ngo_base.charter_asked";

/**
 * Opens the text to sign when the client has started. While files are shut until it
 * is signed, at every start; while there is time left, once per window.
 */
export const charterService = {
    dependencies: ["action"],
    start(env, { action }) {
        const { count, is_shut: isShut } = session.ngo_charter || {};
        if (!count || (!isShut && browser.sessionStorage.getItem(ASKED))) {
            return;
        }
        // The first screen closes all dialogs: wait until it stands. A dialog that
        // was asked for, such as reporting an incident, goes first.
        const open = ({ detail: mode }) => {
            if (mode === "new") {
                return;
            }
            env.bus.removeEventListener("ACTION_MANAGER:UI-UPDATED", open);
            browser.sessionStorage.setItem(ASKED, "1");
            action.doAction("ngo_base.ngo_charter_sign_action");
        };
        env.bus.addEventListener("ACTION_MANAGER:UI-UPDATED", open);
    },
};

registry.category("services").add("ngo_charter", charterService);
