// Copyright 2026 Permanence contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { markup } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

/** A text to paste into a messenger, line by line as it will stand there. */
function showText(env, { params: { title, text } }) {
    env.services.dialog.add(ConfirmationDialog, {
        title,
        // In the language of whom it tells, which need not be the reader's.
        body: markup`<span style="unicode-bidi: plaintext">${text}</span>`,
        confirmLabel: _t("Copy"),
        confirm: () => browser.navigator.clipboard.writeText(text),
        cancelLabel: _t("Close"),
        cancel: () => {},
    });
}

registry.category("actions").add("permanence_rota.text", showText);
