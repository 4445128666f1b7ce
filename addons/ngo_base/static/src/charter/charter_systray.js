import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { session } from "@web/session";

/** Says that there is something to sign, to whoever answered "Later". */
export class CharterSystray extends Component {
    static template = "ngo_base.CharterSystray";
    static props = {};

    setup() {
        this.action = useService("action");
        this.count = session.ngo_charter.count;
    }

    onClick() {
        this.action.doAction("ngo_base.ngo_charter_sign_action");
    }
}

registry.category("systray").add(
    "ngo_base.charter",
    {
        Component: CharterSystray,
        isDisplayed: () => Boolean(session.ngo_charter?.count),
    },
    { sequence: 90 }
);
