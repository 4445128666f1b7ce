// Copyright 2026 Permanence contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { CalendarCommonRenderer } from "@web/views/calendar/calendar_common/calendar_common_renderer";
import { CalendarModel } from "@web/views/calendar/calendar_model";
import { CalendarRenderer } from "@web/views/calendar/calendar_renderer";
import { calendarView } from "@web/views/calendar/calendar_view";

/** The agenda of a site: a week on a computer, a day on a telephone until one chooses. */
export class AgendaModel extends CalendarModel {
    getLocalStorageScale() {
        const isChosen = browser.localStorage.getItem(this.storageKey);
        return this.env.isSmall && !isChosen ? "day" : super.getLocalStorageScale();
    }
}

class AgendaHours extends CalendarCommonRenderer {
    static eventTemplate = "permanence_reception.AgendaEvent";
}

class AgendaRenderer extends CalendarRenderer {
    static components = {
        ...CalendarRenderer.components,
        day: AgendaHours,
        week: AgendaHours,
    };
}

registry.category("views").add("permanence_agenda", {
    ...calendarView,
    Model: AgendaModel,
    Renderer: AgendaRenderer,
});
