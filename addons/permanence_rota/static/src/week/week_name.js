// Copyright 2026 Permanence contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";
import { Group } from "@web/model/relational_model/group";

const WEEKS = [/^(?<year>\d{4})-W(?<number>\d+)$/, /^W(?<number>\d+) (?<year>\d{4})$/];

/** As people say it: a slot says 2026-W08, a day that is grouped by week W8 2026. */
export function weekName(label) {
    for (const form of WEEKS) {
        const { year, number } = form.exec(label)?.groups || {};
        if (year) {
            return _t("Week %(number)s, %(year)s", { number: +number, year });
        }
    }
    return label;
}

// Lists and cards that are grouped by week; the pivots are loaded later.
patch(Group.prototype, {
    setup() {
        super.setup(...arguments);
        this.displayName = weekName(this.displayName);
    },
});
