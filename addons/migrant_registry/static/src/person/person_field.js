// Copyright 2026 Permanence contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { computeM2OProps, Many2One } from "@web/views/fields/many2one/many2one";
import {
    buildM2OFieldDescription,
    extractM2OFieldProps,
    Many2OneField,
} from "@web/views/fields/many2one/many2one_field";
import { Many2XAutocomplete } from "@web/views/fields/relational_utils";

function labelOf(record) {
    const name = record.person_name;
    return name ? `${name} · ${record.display_name}` : record.display_name;
}

/** Proposes persons by name in any script, to those who may read the names. */
export class PersonAutocomplete extends Many2XAutocomplete {
    get searchSpecification() {
        return { ...super.searchSpecification, person_name: {}, age_band: {} };
    }

    async search(name) {
        // "moh" may find nobody while "mohamed" finds محمد: no answer is final.
        this.lastEmptySearch = null;
        return super.search(name);
    }

    buildRecordSuggestion(request, record) {
        const suggestion = super.buildRecordSuggestion(request, {
            ...record,
            __formatted_display_name: labelOf(record),
        });
        return { ...suggestion, onSelect: () => this.props.update([record]) };
    }
}

/** A many2one to a person: Odoo knows her code, the service her label. */
export class PersonMany2One extends Many2One {
    static template = "migrant_registry.PersonMany2One";
    static components = { Many2XAutocomplete: PersonAutocomplete };

    setup() {
        super.setup();
        this.labels = useService("person_labels");
        this.label = useState({ id: false, text: "" });
        onWillStart(() => this.loadLabel(this.props));
        onWillUpdateProps((next) => this.loadLabel(next));
    }

    async loadLabel(props) {
        const id = props.value?.id || false;
        if (id === this.label.id) {
            return;
        }
        this.label.id = id;
        this.label.text = "";
        if (id) {
            try {
                const found = await this.labels.get(id);
                if (this.label.id === id) {
                    this.label.text = found?.label || "";
                }
            } catch {
                // The code that Odoo sent stands; a label is a comfort.
                this.label.text = "";
            }
        }
    }

    get displayName() {
        return this.label.text || super.displayName;
    }

    get extraLines() {
        return [];
    }
}

export class PersonField extends Component {
    static template = "migrant_registry.PersonField";
    static components = { PersonMany2One };
    static props = { ...Many2OneField.props };

    get m2oProps() {
        return {
            ...computeM2OProps(this.props),
            placeholder: this.props.placeholder || _t("Name, in any script, or code"),
        };
    }
}

export const personField = {
    ...buildM2OFieldDescription(PersonField),
    displayName: _t("Person"),
    extractProps(staticInfo, dynamicInfo) {
        return {
            ...extractM2OFieldProps(staticInfo, dynamicInfo),
            // A person is registered after a search, from the search box.
            canCreate: false,
            canCreateEdit: false,
            canQuickCreate: false,
        };
    },
};

registry.category("fields").add("person", personField);
