// Copyright 2026 Permanence contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { registry } from "@web/core/registry";

/** My files today: the note is two clicks away. */
registry.category("web_tour.tours").add("migrant_case_today", {
    steps: () => [
        { trigger: ".o_list_view .o_data_row:contains(Salimata) td[name=last_agreed]:contains(Monday)" },
        { trigger: ".o_data_row:contains(Salimata) td[name=person_name]", run: "click" },
        { trigger: ".o_form_view div[name=agreed]:contains(Monday)" },
    ],
});
