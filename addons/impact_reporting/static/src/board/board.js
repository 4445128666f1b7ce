// Copyright 2026 Permanence contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

// Figures of one unit of a report: cards with bars; a click opens the records behind.
export class ImpactBoard extends Component {
    static template = "impact_reporting.Board";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ data: null, open: {} });
        this.seen = this.stamp(this.props);
        onWillStart(() => this.load(this.props, false));
        onWillUpdateProps(async (props) => {
            const stamp = this.stamp(props);
            if (stamp !== this.seen) {
                this.seen = stamp;
                await this.load(props, this.state.data && this.state.data.unit);
            }
        });
    }

    // What the figures depend on: the report, and when it was counted or frozen.
    stamp(props) {
        const { resId, data } = props.record;
        return [resId, data.computed_at, data.state].join("/");
    }

    async load(props, unit) {
        const id = props.record.resId;
        this.state.data = id
            ? await this.orm.call("impact.report", "get_board", [[id], unit])
            : null;
    }

    choose(ev) {
        return this.load(this.props, ev.target.value);
    }

    toggle(indicator) {
        this.state.open[indicator.id] = !this.state.open[indicator.id];
    }

    async drill(figure) {
        if (figure.opens) {
            const action = await this.orm.call("impact.figure", "action_drill", [
                [figure.id],
            ]);
            return this.action.doAction(action);
        }
    }
}

registry.category("view_widgets").add("impact_board", {
    component: ImpactBoard,
    fieldDependencies: [
        { name: "computed_at", type: "datetime", readonly: true },
        { name: "state", type: "selection", readonly: true },
    ],
});
