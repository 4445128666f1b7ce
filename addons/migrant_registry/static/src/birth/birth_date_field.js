import { registry } from "@web/core/registry";
import { DateTimeField, dateField } from "@web/views/fields/datetime/datetime_field";

// What is known of the date, by the codes of `birth_precision`; a known day is a date.
const SHAPES = { month: "LLLL yyyy", year: "yyyy", estimated: "'~'yyyy" };

/** A birth date that shows what is known of it: no first of January that nobody said. */
export class BirthDateField extends DateTimeField {
    getFormattedValue(valueIndex, numeric) {
        const shape = SHAPES[this.props.record.data.birth_precision];
        const value = this.values[valueIndex];
        if (!shape || !value) {
            return super.getFormattedValue(valueIndex, numeric);
        }
        return value.toFormat(shape);
    }
}

registry.category("fields").add("birth_date", {
    ...dateField,
    component: BirthDateField,
    fieldDependencies: [{ name: "birth_precision", type: "selection" }],
});
