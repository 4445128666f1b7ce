import { Component } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { session } from "@web/session";

/** One tap locks the screen and shows who may come back on this computer. */
export class DeskSystray extends Component {
    static template = "ngo_base_signin.DeskSystray";
    static props = {};

    lock() {
        const here = browser.location.pathname + browser.location.search;
        browser.location.assign(
            `/permanence/desk?redirect=${encodeURIComponent(here)}`
        );
    }
}

if (session.signin_desk) {
    registry
        .category("systray")
        .add("ngo_base_signin.desk", { Component: DeskSystray }, { sequence: 5 });
}
