// Copyright 2026 Permanence contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { Component, onMounted, onWillUnmount, xml } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

const POLL = 1000;

/** Shown while a rota is planned: reads its form again when the run is over. */
export class RotaRun extends Component {
    static template = xml`<span class="o_rota_run" />`;
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        onMounted(() => this.watch());
        onWillUnmount(() => {
            this.left = true;
            clearTimeout(this.timer);
        });
    }

    watch() {
        this.timer = setTimeout(async () => {
            const { record } = this.props;
            const answer = await this.orm.silent.call(
                "permanence.plan",
                "get_progress",
                [[record.resId]]
            );
            // What is being typed is not thrown away.
            const over = answer.run_state !== "running" && !(await record.isDirty());
            if (this.left) {
                return;
            }
            if (over) {
                return record.load();
            }
            this.watch();
        }, POLL);
    }
}

registry.category("view_widgets").add("rota_run", { component: RotaRun });
