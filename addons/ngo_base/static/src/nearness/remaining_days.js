// Copyright 2026 Permanence contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { capitalize } from "@web/core/utils/strings";
import { patch } from "@web/core/utils/patch";
import {
    RemainingDaysField,
    remainingDaysField,
} from "@web/views/fields/remaining_days/remaining_days_field";

// Days that are named from today; others are named by their date.
const NEAR = 7;

/**
 * A last day to act is told in days or by its date.
 *
 * Odoo counts in the largest unit of the calendar: on the last of November tomorrow is
 * "next month", and on the last of December "next year".
 */
patch(RemainingDaysField.prototype, {
    get diffString() {
        const days = this.diffDays;
        if (days === null || Math.abs(days) > NEAR) {
            return days === null ? "" : this.formattedValue;
        }
        const { record, name } = this.props;
        return capitalize(record.data[name].toRelativeCalendar({ unit: "days" }));
    },
});

// In a list: "22 févr. 2027" and "Il y a 6 jours" are shown whole.
remainingDaysField.listViewWidth = 105;
