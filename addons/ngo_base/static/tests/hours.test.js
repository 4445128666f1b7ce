import { expect, test } from "@odoo/hoot";
import {
    defineParams,
    makeMockEnv,
    serverState,
} from "@web/../tests/web_test_helpers";
import { toLocaleDateTimeString } from "@web/core/l10n/dates";

const { DateTime } = luxon;

async function afternoon(timeFormat) {
    serverState.lang = "ar_TN";
    defineParams({ lang: "ar_TN", lang_parameters: { time_format: timeFormat } });
    await makeMockEnv();
    return toLocaleDateTimeString(DateTime.local(2026, 3, 2, 16, 5));
}

test("a language that counts to 24 is shown so everywhere", async () => {
    const shown = await afternoon("%H:%M:%S");
    expect(shown).toInclude("16:05");
});

test("a language that counts to 12 keeps its half days", async () => {
    const shown = await afternoon("%I:%M:%S %p");
    expect(shown).toInclude("4:05");
    expect(shown).not.toInclude("16:05");
});
