import { expect, test } from "@odoo/hoot";
import { mockDate } from "@odoo/hoot-mock";
import { makeMockEnv } from "@web/../tests/web_test_helpers";
import { RemainingDaysField } from "@web/views/fields/remaining_days/remaining_days_field";

const { DateTime } = luxon;

test("a last day is told in days or by its date, never as next month", async () => {
    mockDate("2026-11-30 10:00:00");
    await makeMockEnv();
    const shown = (day) => {
        const field = Object.create(RemainingDaysField.prototype);
        field.props = { name: "day", record: { data: { day } } };
        return field.diffString;
    };
    expect(shown(DateTime.local(2026, 12, 1))).toBe("Tomorrow");
    expect(shown(DateTime.local(2026, 12, 4))).toBe("In 4 days");
    expect(shown(DateTime.local(2026, 11, 29))).toBe("Yesterday");
    expect(shown(DateTime.local(2026, 12, 24))).toInclude("24");
    expect(shown(DateTime.local(2027, 1, 9))).toInclude("2027");
    expect(shown(false)).toBe("");
});
