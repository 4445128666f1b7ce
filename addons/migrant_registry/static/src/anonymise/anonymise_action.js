// Copyright 2026 Permanence contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

/** Asked before files that were marked in a list are anonymised: how many, for good. */
function askAnonymise(env, { params: { ids } }) {
    env.services.dialog.add(ConfirmationDialog, {
        body: _t(
            "Files to anonymise: %s. Names, notes and papers are destroyed and cannot be brought back. Where two must agree, the second yes destroys. Go on?",
            ids.length
        ),
        confirmLabel: _t("Anonymise"),
        confirm: async () => {
            await env.services.orm.call("migrant.beneficiary", "action_anonymise", [ids]);
            await env.services.action.doAction("soft_reload");
        },
        cancel: () => {},
    });
}

registry.category("actions").add("migrant_registry.anonymise", askAnonymise);
