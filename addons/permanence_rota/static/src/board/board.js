// Copyright 2026 Permanence contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { Component, markRaw, onWillStart, onWillUnmount, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { localization } from "@web/core/l10n/localization";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useHotkey } from "@web/core/hotkeys/hotkey_hook";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const POLL = 1000;

/** Words of several directions in one line: each keeps its own. */
function inLine(...parts) {
    return parts
        .filter(Boolean)
        .map((part) => `\u2068${part}\u2069`)
        .join(" · ");
}

export class CandidatesDialog extends Component {
    static template = "permanence_rota.Candidates";
    static components = { Dialog };
    static props = {
        title: String,
        holder: { type: String, optional: true },
        canWrite: Boolean,
        answer: Object,
        choose: Function,
        close: Function,
    };

    async pick(id) {
        this.props.close();
        await this.props.choose(id);
    }
}

export class ExplanationsDialog extends Component {
    static template = "permanence_rota.Explanations";
    static components = { Dialog };
    static props = { title: String, words: Object, missing: Number, close: Function };
}

export class RotaBoard extends Component {
    static template = "permanence_rota.Board";
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.state = useState({
            data: null,
            mode: "site",
            filter: "",
            progress: null,
            over: null,
            busy: false,
        });
        this.undoStack = useState([]);
        this.dragged = null;
        useHotkey("control+z", () => this.undo());
        // Where reading goes from right to left, what comes next is on the left.
        const [before, after] = this.sides;
        useHotkey(`alt+arrow${before}`, () => this.go(this.state.data.previous));
        useHotkey(`alt+arrow${after}`, () => this.go(this.state.data.next));
        onWillStart(async () => {
            const params = this.props.action.params || {};
            await this.load(params.plan_id || false, false);
            this.watch();
        });
        onWillUnmount(() => clearTimeout(this.timer));
    }

    // ------------------------------------------------------------- reading

    async load(planId, monday) {
        const data = await this.orm.call("permanence.plan", "get_board", [
            planId || false,
            monday || false,
        ]);
        this.index(data);
        // A week is replaced, never changed: watched field by field it is slow to show.
        this.state.data = markRaw(data);
    }

    index(data) {
        if (!data.plan) {
            return;
        }
        const people = Object.fromEntries(data.people.map((p) => [p.id, p]));
        const heads = {};
        for (const head of data.heads) {
            head.name = head.employee_id ? people[head.employee_id]?.name || "?" : "";
            (heads[head.slot_id] ||= []).push(head);
        }
        for (const slot of data.slots) {
            slot.heads = heads[slot.id] || [];
        }
    }

    reload() {
        return this.load(this.state.data.plan.id, this.state.data.monday);
    }

    go(monday) {
        return this.load(this.state.data.plan.id, monday);
    }

    /** The next week with somebody to find, then the first one again. */
    goToGap() {
        const { gaps, monday } = this.state.data;
        return this.go(gaps.find((week) => week > monday) || gaps[0] || monday);
    }

    changePlan(ev) {
        this.undoStack.length = 0;
        return this.load(parseInt(ev.target.value), false);
    }

    /** Rows of the board in the mode chosen: key, titles, cells by day. */
    get rows() {
        const rows = new Map();
        const put = (row, date, item) => {
            if (!rows.has(row.key)) {
                rows.set(row.key, { sub: "", ...row, cells: {} });
            }
            const { cells } = rows.get(row.key);
            (cells[date] ||= []).push(item);
        };
        const { data, mode } = this.state;
        for (const slot of data.slots) {
            if (mode === "site") {
                const key = `${slot.site}|${slot.hours}|${slot.service}`;
                const item = { slot, heads: slot.heads };
                const { site: title, service: sub, hours, site_id: siteId } = slot;
                put({ key, title, sub, hours, siteId }, slot.date, item);
                continue;
            }
            for (const head of slot.heads) {
                const who = head.name || _t("To fill");
                const title = mode === "person" ? who : head.role;
                const key = `${head.name ? 1 : 0}|${title}`;
                const { hours } = slot;
                // The row of a person bears her name, so her chips bear the site.
                const site = mode === "person" ? "" : slot.site;
                put({ key, title }, slot.date, { slot, heads: [head], hours, site });
            }
        }
        const needle = this.state.filter.toLowerCase();
        const found = [...rows.values()]
            .filter(({ title, sub, hours }) =>
                `${title} ${sub} ${hours || ""}`.toLowerCase().includes(needle)
            )
            .sort((a, b) => a.key.localeCompare(b.key));
        // The poster stands beside the first row of its site.
        found.forEach((row, i) => {
            row.poster = data.plan.published && row.siteId !== found[i - 1]?.siteId;
        });
        return found;
    }

    get openHeads() {
        const found = [];
        for (const slot of this.state.data.slots) {
            for (const head of slot.heads) {
                if (!head.employee_id) {
                    found.push({ head, slot });
                }
            }
        }
        return found;
    }

    get people() {
        const needle = this.state.filter.toLowerCase();
        return this.state.data.people.filter((p) =>
            p.name.toLowerCase().includes(needle)
        );
    }

    clock(minutes) {
        const hours = Math.floor(minutes / 60);
        const rest = minutes % 60;
        if (rest) {
            const minutes = String(rest).padStart(2, "0");
            return _t("%(hours)s h %(minutes)s", { hours, minutes });
        }
        return _t("%(hours)s h", { hours });
    }

    /** Share of the target, for the bar of a person (0 to 120 %). */
    share(person) {
        return person.target
            ? Math.min(120, Math.round((100 * person.total) / person.target))
            : 0;
    }

    coverage(item) {
        const missing = item.heads.filter((h) => !h.employee_id).length;
        if (!missing) {
            return "o_rota_full";
        }
        return missing === item.heads.length ? "o_rota_empty" : "o_rota_partial";
    }

    chipLabel(head, slot) {
        return this.state.mode === "person" ? slot.site : head.name || head.role;
    }

    chipTitle(head, slot) {
        const who = head.name || _t("To fill");
        return inLine(who, head.role, slot.site, slot.hours);
    }

    // ------------------------------------------------------------- changing

    get canWrite() {
        const plan = this.state.data.plan;
        return plan.can_write && plan.state !== "closed";
    }

    async attempt(work, undo) {
        if (this.state.busy) {
            return;
        }
        this.state.busy = true;
        try {
            await work();
            if (undo) {
                this.undoStack.push(undo);
            }
        } catch (error) {
            const message = error.data?.message;
            if (!message) {
                throw error;
            }
            this.notification.add(message, { type: "warning", sticky: false });
        } finally {
            // Busy until the new state is shown: a drop on old chips is not lost.
            await this.reload();
            this.state.busy = false;
        }
    }

    assign(headId, employeeId, expected) {
        const call = (who, before) =>
            this.orm.call("permanence.assignment", "action_assign", [
                [headId],
                who,
                before,
            ]);
        return this.attempt(
            () => call(employeeId, expected),
            () => call(expected, employeeId)
        );
    }

    move(fromId, toId) {
        const call = (a, b) =>
            this.orm.call("permanence.assignment", "action_move", [[a], b]);
        return this.attempt(
            () => call(fromId, toId),
            () => call(toId, fromId)
        );
    }

    undo() {
        const undo = this.undoStack.pop();
        return undo && this.attempt(undo);
    }

    onDragStart(ev, payload) {
        this.dragged = payload;
        // Firefox drags nothing that carries no data.
        ev.dataTransfer?.setData("text/plain", "rota");
    }

    onDragOver(ev, head) {
        if (this.dragged && this.canWrite) {
            ev.preventDefault();
            this.state.over = head.id;
        }
    }

    onDragEnd() {
        this.dragged = null;
        this.state.over = null;
    }

    onDrop(ev, head) {
        ev.preventDefault();
        const dragged = this.dragged;
        this.onDragEnd();
        if (!dragged || dragged.headId === head.id) {
            return;
        }
        if (dragged.headId) {
            return this.move(dragged.headId, head.id);
        }
        return this.assign(head.id, dragged.employeeId, head.employee_id);
    }

    onChipKey(ev, head, slot) {
        if (ev.key === "Enter" || ev.key === " ") {
            ev.preventDefault();
            return this.openHead(head, slot);
        }
        if (ev.key === "Delete" && head.employee_id && this.canWrite) {
            ev.preventDefault();
            return this.assign(head.id, false, head.employee_id);
        }
        if (ev.key === "l" && this.canWrite) {
            return this.toggleLock(head);
        }
        const [before, after] = this.sides.map((side) => `arrow${side}`);
        const steps = { arrowdown: 1, [after]: 1, arrowup: -1, [before]: -1 };
        const step = steps[ev.key.toLowerCase()];
        if (step) {
            ev.preventDefault();
            const chips = [...document.querySelectorAll(".o_rota_board .o_rota_chip")];
            const next = chips[chips.indexOf(ev.currentTarget) + step];
            next?.focus();
        }
    }

    get sides() {
        return localization.direction === "rtl" ? ["right", "left"] : ["left", "right"];
    }

    toggleLock(head) {
        const call = () =>
            this.orm.call("permanence.assignment", "action_toggle_lock", [[head.id]]);
        return this.attempt(call, call);
    }

    async openHead(head, slot) {
        if (!this.canWrite) {
            return;
        }
        const answer = await this.orm.call("permanence.assignment", "get_candidates", [
            [head.id],
        ]);
        const day = this.state.data.days.find(({ date }) => date === slot.date)?.label;
        this.dialog.add(CandidatesDialog, {
            title: inLine(slot.site, slot.service, day, slot.hours, head.role),
            holder: head.name || undefined,
            canWrite: this.canWrite,
            answer,
            choose: (id) => this.assign(head.id, id, head.employee_id),
        });
    }

    // ---------------------------------------------------------- the whole rota

    async plan(method) {
        const id = this.state.data.plan.id;
        this.undoStack.length = 0;
        await this.attempt(() => this.orm.call("permanence.plan", method, [[id]]));
        this.watch();
    }

    /** Follow the engine while it works; it goes on when the page is left. */
    watch() {
        clearTimeout(this.timer);
        const plan = this.state.data?.plan;
        if (!plan || plan.run_state !== "running") {
            this.state.progress = null;
            return;
        }
        this.timer = setTimeout(async () => {
            const answer = await this.orm.call("permanence.plan", "get_progress", [
                [plan.id],
            ]);
            if (answer.run_state === "running") {
                this.state.progress = answer.progress;
                return this.watch();
            }
            this.state.progress = null;
            if (answer.message) {
                this.notification.add(answer.message, { type: "warning" });
            }
            await this.reload();
        }, POLL);
    }

    get progressPercent() {
        return Math.round(100 * (this.state.progress?.fraction || 0));
    }

    async explain() {
        const plan = this.state.data.plan;
        const words = await this.orm.call("permanence.plan", "get_explanations", [
            [plan.id],
        ]);
        this.dialog.add(ExplanationsDialog, {
            title: plan.name,
            missing: plan.missing,
            words,
        });
    }

    /** The week as people say it; the server writes 2026-W48. */
    get weekLabel() {
        return _t("Week %(number)s", { number: +this.state.data.week.split("W")[1] });
    }

    openPlan() {
        const { id } = this.state.data.plan;
        const before = this.env.config.breadcrumbs?.at(-2);
        if (before?.isFormView && this.props.action.params?.plan_id === id) {
            // Opened from its form: back to it, not on to a second one.
            return before.onSelected();
        }
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "permanence.plan",
            res_id: id,
            views: [[false, "form"]],
        });
    }

    /** Address of the week's poster of a site, as "pdf" or "png". */
    posterUrl(siteId, kind) {
        const { plan, week } = this.state.data;
        return `/rota/poster/${plan.id}/${siteId}/${week}.${kind}`;
    }
}

registry.category("actions").add("permanence_rota.board", RotaBoard);
