import { registry } from "@web/core/registry";
import {
    FloatTimeField,
    floatTimeField,
} from "@web/views/fields/float_time/float_time_field";
import { formatFloatTime } from "@web/views/fields/formatters";

/** Minutes are what is counted, hours what people read: 1488 is 24:48. */
export function formatMinutes(value) {
    return Number.isFinite(value) ? formatFloatTime(value / 60) : "";
}

export class MinutesField extends FloatTimeField {
    get formattedValue() {
        return formatMinutes(this.props.record.data[this.props.name]);
    }
}

registry.category("formatters").add("rota_minutes", formatMinutes);
registry.category("fields").add("rota_minutes", {
    ...floatTimeField,
    component: MinutesField,
    supportedTypes: ["integer"],
});
