import { onWillStart, onWillUnmount, onWillUpdateProps, useExternalListener, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { deserializeDateTime, formatDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { TextField, textField } from "@web/views/fields/text/text_field";

export const DRAFT_DELAY = 10000;

/**
 * A text area that keeps what is typed: every ten seconds, when the window is hidden
 * and when the form is left. What was not saved is offered when its author returns.
 */
export class DraftTextField extends TextField {
    static template = "ngo_base.DraftTextField";

    setup() {
        super.setup();
        this.drafts = useService("ngo_draft");
        this.draft = useState({ offer: null, keptAt: "" });
        this.forget();
        onWillStart(() => this.load(this.props));
        onWillUpdateProps(async (next) => {
            if (next.record.id !== this.props.record.id) {
                await this.keep();
                this.forget();
                await this.load(next);
            }
        });
        onWillUnmount(() => {
            browser.clearInterval(this.timer);
            this.keep();
        });
        this.timer = browser.setInterval(() => this.keep(), DRAFT_DELAY);
        useExternalListener(document, "visibilitychange", () => {
            if (document.visibilityState === "hidden") {
                this.keep();
            }
        });
        useRecordObserver((record) => this.observe(record));
    }

    forget() {
        this.keptText = undefined;
        this.wasDirty = false;
        this.draft.offer = null;
        this.draft.keptAt = "";
    }

    key({ record, name }) {
        return { resModel: record.resModel, resId: record.resId || 0, name };
    }

    async load(props) {
        if (props.readonly) {
            return;
        }
        this.keptKey = this.key(props);
        const found = await this.drafts.get(this.keptKey);
        if (found && found.body !== (props.record.data[props.name] || "")) {
            this.draft.offer = found;
        }
    }

    get offeredOn() {
        return formatDateTime(deserializeDateTime(this.draft.offer.date));
    }

    /** The text on the screen, not yet in the record while the cursor is in it. */
    get typed() {
        const element = this.textareaRef.el;
        return element ? element.value : this.props.record.data[this.props.name] || "";
    }

    async keep() {
        const { record, name, readonly } = this.props;
        const saved = record.data[name] || "";
        const text = this.typed;
        const isUnsaved = record.dirty || text !== saved;
        if (readonly || !isUnsaved || text === this.keptText) {
            return;
        }
        this.keptText = text;
        this.keptKey = this.key(this.props);
        const date = await this.drafts.save(this.keptKey, text);
        if (date === undefined) {
            // Not kept: try again at the next turn.
            this.keptText = undefined;
        } else {
            this.draft.keptAt = date ? formatDateTime(deserializeDateTime(date)) : "";
            this.draft.offer = null;
        }
    }

    /** Saved or discarded by its author: the draft has done its work. */
    observe(record) {
        const isDirty = record.dirty;
        const saved = record.data[this.props.name] || "";
        // Typed and saved in one click, the record is never seen dirty.
        const isSaved = this.wasDirty || this.typed.trim() === saved.trim();
        if (!isDirty && isSaved && this.keptText !== undefined) {
            this.drafts.drop(this.keptKey);
            this.keptText = undefined;
            this.draft.keptAt = "";
        }
        this.wasDirty = isDirty;
    }

    async onRestore() {
        const { body } = this.draft.offer;
        this.draft.offer = null;
        // The draft stays until the record is saved.
        this.keptText = body;
        await this.props.record.update({ [this.props.name]: body });
    }

    async onDiscard() {
        this.draft.offer = null;
        await this.drafts.drop(this.key(this.props));
    }
}

export const draftTextField = {
    ...textField,
    component: DraftTextField,
    displayName: _t("Text kept while typing"),
    supportedTypes: ["text", "char"],
    // As wide as core's field of text.
    additionalClasses: ["o_field_text"],
};

registry.category("fields").add("draft_text", draftTextField);
