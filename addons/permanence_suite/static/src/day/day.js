// Copyright 2026 Permanence contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { Component, onMounted, onWillStart, useState } from "@odoo/owl";
import { RegistrySearch } from "@migrant_registry/search/registry_search";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

/** What waits for me? One card for each kind of work, the oldest first. */
export class Day extends Component {
    static template = "permanence_suite.Day";
    static components = { RegistrySearch };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ may_find: false, cards: [], steps: [], samples: [] });
        this.icons = {
            done: "fa-check-circle text-success",
            check: "fa-exclamation-circle text-warning",
            todo: "fa-circle-o text-warning",
        };
        onWillStart(() => this.load());
        // After the search box within, which gives the page its own name.
        onMounted(() => this.env.config.setDisplayName(_t("My day")));
    }

    async load() {
        Object.assign(this.state, await this.orm.call("permanence.day", "get_day", []));
    }

    get isQuiet() {
        return !this.state.cards.length;
    }

    open(row) {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: row.res_model,
            res_id: row.res_id,
            views: [[false, "form"]],
        });
    }

    openAll(card) {
        this.action.doAction({
            type: "ir.actions.act_window",
            name: card.title,
            res_model: card.model,
            domain: card.domain,
            views: [
                [false, "list"],
                [false, "form"],
            ],
        });
    }

    openStep(step) {
        this.action.doAction(step.action, { onClose: () => this.load() });
    }
}

registry.category("actions").add("permanence_suite.day", Day);
