// Copyright 2026 Permanence contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { Component, useEffect, xml } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { createElement } from "@web/core/utils/xml";
import { RelationalModel } from "@web/model/relational_model/relational_model";
import { FormArchParser } from "@web/views/form/form_arch_parser";
import { FormCompiler } from "@web/views/form/form_compiler";
import { FormRenderer } from "@web/views/form/form_renderer";
import { formView } from "@web/views/form/form_view";

const LATER = "o_later";
// What the user reads may hold any word; it names no field.
const PROSE = ["string", "help", "placeholder", "title", "class", "confirm"];

/** The attributes of the nodes in which a field may be named, as one text. */
function expressions(nodes) {
    return nodes
        .flatMap((node) => [...node.attributes])
        .filter(({ name }) => !PROSE.includes(name))
        // What stands in quotes in a domain is a field of the other model.
        .map(({ name, value }) => (name === "domain" ? value.replace(/'[^']*'/g, "") : value))
        .join("\n");
}

/**
 * The fields that each page `o_later` brings.
 *
 * A field that stands or is named outside these pages, or in two of them, is read with
 * the form: a later page holds what nobody else needs.
 *
 * @param {Element} form root of the view
 * @returns {Record<string, string[]>} names of fields by name of page
 */
export function laterPages(form) {
    const pages = [...form.querySelectorAll(`page.${LATER}[name]`)];
    const inside = new Map(pages.map((page) => [page, [...page.querySelectorAll("*")]]));
    const all = new Set([...inside.values()].flat());
    const outside = [form, ...form.querySelectorAll("*")].filter((node) => !all.has(node));
    const later = {};
    for (const page of pages) {
        const others = [...inside].filter(([other]) => other !== page);
        const texts = expressions(others.flatMap(([, nodes]) => nodes).concat(outside));
        const fields = inside
            .get(page)
            .filter((node) => node.matches("field") && !node.parentElement.closest("field"))
            .map((node) => node.getAttribute("name"));
        later[page.getAttribute("name")] = [...new Set(fields)].filter(
            (name) => !new RegExp(`\\b${name}\\b`).test(texts)
        );
    }
    return later;
}

class LaterArchParser extends FormArchParser {
    parse(xmlDoc) {
        return { ...super.parse(...arguments), later: laterPages(xmlDoc) };
    }
}

/** Reads a record without its later pages, then each page into it. */
class LaterModel extends RelationalModel {
    setup(params) {
        super.setup(...arguments);
        this.later = params.later || {};
    }

    _getNextConfig(currentConfig) {
        const config = super._getNextConfig(...arguments);
        this.allFields ??= config.activeFields;
        if (!config.resId) {
            config.activeFields = this.allFields; // the defaults of all fields
        } else if (!this.isReady) {
            const later = new Set(Object.values(this.later).flat());
            config.activeFields = Object.fromEntries(
                Object.entries(this.allFields).filter(([name]) => !later.has(name))
            );
        }
        return config;
    }

    isHere(page) {
        return this.later[page].every((name) => name in this.root.activeFields);
    }

    /** Read the fields of a page into the record; what was typed before stays. */
    async readPage(page) {
        await this.mutex.exec(async () => {
            const { root } = this;
            const activeFields = Object.fromEntries(
                this.later[page]
                    .filter((name) => !(name in root.activeFields))
                    .map((name) => [name, this.allFields[name]])
            );
            const config = { ...root.config, activeFields };
            const [values] = await this._loadRecords(config, root.evalContext);
            if (root !== this.root) {
                return; // the next record; its page asks for itself
            }
            Object.assign(activeFields, root.activeFields);
            await this._updateConfig(root.config, { activeFields }, { reload: false });
            root._applyValues(values);
        });
        this.notify();
    }
}

/** Stands in a page until its fields are read. */
class LaterPage extends Component {
    static props = { model: Object, page: String, record: Object };
    static template = xml`
        <div class="o_later_wait text-center text-muted vh-100 pt-5" aria-busy="true">
            <i class="fa fa-circle-o-notch fa-spin"/>
        </div>`;

    setup() {
        useEffect(
            () => {
                this.props.model.readPage(this.props.page);
            },
            () => [this.props.record.id]
        );
    }
}

class LaterCompiler extends FormCompiler {
    compileNotebook() {
        const notebook = super.compileNotebook(...arguments);
        for (const slot of notebook.children) {
            if (!(slot.getAttribute("className") || "").includes(LATER)) {
                continue;
            }
            const page = slot.getAttribute("name");
            const here = createElement("t", [...slot.childNodes]);
            here.setAttribute("t-if", `__comp__.props.record.model.isHere(${page})`);
            const wait = createElement("LaterPage", {
                "t-else": "",
                model: "__comp__.props.record.model",
                page,
                record: "__comp__.props.record",
            });
            slot.replaceChildren(here, wait);
        }
        return notebook;
    }
}

class LaterRenderer extends FormRenderer {
    static components = { ...FormRenderer.components, LaterPage };
}

class LaterController extends formView.Controller {
    get modelParams() {
        return { ...super.modelParams, later: this.archInfo.later };
    }
}

/**
 * A form whose pages marked `<page name="…" class="o_later">` are read when opened.
 *
 * The first page of a notebook is not marked: it is read with the form. A new record
 * has all its fields at once.
 */
export const laterFormView = {
    ...formView,
    ArchParser: LaterArchParser,
    Compiler: LaterCompiler,
    Controller: LaterController,
    Model: LaterModel,
    Renderer: LaterRenderer,
};

registry.category("views").add("later_form", laterFormView);
