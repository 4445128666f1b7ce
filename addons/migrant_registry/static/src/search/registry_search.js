// Copyright 2026 Permanence contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useAutofocus, useService } from "@web/core/utils/hooks";
import { user } from "@web/core/user";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

/** One box: name in any script, code, card, telephone, number of a paper. */
export class RegistrySearch extends Component {
    static template = "migrant_registry.Search";
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        useAutofocus({ refName: "box" });
        this.state = useState({
            text: "",
            asked: "",
            isBusy: false,
            found: [],
            elsewhere: [],
            opened: {},
            isFrontOpen: false,
            canRegister: false,
            front: { card: "", birth: "", identifier: "", phone: "" },
        });
        this.env.config.setDisplayName(_t("Find or register"));
        user.checkAccessRight("migrant.beneficiary", "create").then((can) => {
            this.state.canRegister = can;
        });
    }

    get hasAnswer() {
        return this.state.asked && !this.state.isBusy;
    }

    onKeydown(ev) {
        // A scanner types the code and Enter.
        if (ev.key === "Enter") {
            this.search();
        }
    }

    async search() {
        const text = this.state.text.trim();
        if (!text) {
            return;
        }
        this.state.isBusy = true;
        try {
            const answer = await this.orm.call("migrant.beneficiary", "find_person", [text]);
            Object.assign(this.state, {
                asked: text,
                found: answer.found,
                elsewhere: answer.elsewhere,
                opened: {},
            });
        } finally {
            this.state.isBusy = false;
        }
    }

    toggleWhy(person) {
        this.state.opened[person.id] = !this.state.opened[person.id];
    }

    toggleFront() {
        this.state.isFrontOpen = !this.state.isFrontOpen;
    }

    bandLabel(person) {
        return { probable: _t("probable"), possible: _t("possible") }[person.band] || _t("to be checked");
    }

    open(person) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "migrant.beneficiary",
            res_id: person.id,
            views: [[false, "form"]],
        });
    }

    register() {
        if (this.state.text.trim() && this.state.text.trim() !== this.state.asked) {
            // Typed on since: she is looked for under what stands there now.
            return this.search();
        }
        return this.action.doAction("migrant_registry.migrant_beneficiary_register_action", {
            additionalContext: { registry_query: this.state.asked },
        });
    }

    async openInFront() {
        const { card, birth, identifier, phone } = this.state.front;
        const answer = await this.orm.call("migrant.beneficiary", "open_in_front", [], {
            card: card || null,
            birth: birth || null,
            identifier: identifier || null,
            phone: phone || null,
        });
        if (answer.found) {
            return this.open(answer);
        }
        this.notification.add(_t("Nobody found: register the person."), { type: "warning" });
    }
}

registry.category("actions").add("migrant_registry.search", RegistrySearch);
