// Copyright 2026 Permanence contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { registry } from "@web/core/registry";
import { PivotModel } from "@web/views/pivot/pivot_model";
import { pivotView } from "@web/views/pivot/pivot_view";
import { weekName } from "./week_name";

class WeekPivotModel extends PivotModel {
    _sanitizeLabel() {
        return weekName(super._sanitizeLabel(...arguments));
    }
}

registry.category("views").add("rota_weeks", { ...pivotView, Model: WeekPivotModel });
