import { is24HourFormat } from "@web/core/l10n/time";
import { registry } from "@web/core/registry";

const { Settings } = luxon;

/**
 * Hours as the language says in its own settings.
 *
 * Lists and the log of a record are written by the browser's habit for the locale: for
 * Arabic that is twelve hours with a letter, beside forms that count to 24 as
 * `res.lang` asks. One screen, one clock.
 */
export const hoursService = {
    dependencies: ["localization"],
    start() {
        const locale = Settings.defaultLocale;
        if (is24HourFormat() && !locale.includes("-u-")) {
            Settings.defaultLocale = `${locale}-u-hc-h23`;
        }
    },
};

registry.category("services").add("ngo_hours", hoursService);
