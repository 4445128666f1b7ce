import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { expect, test } from "@odoo/hoot";
import { click, edit, queryOne } from "@odoo/hoot-dom";
import { advanceTime, animationFrame } from "@odoo/hoot-mock";
import {
    clickSave,
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

class Note extends models.Model {
    _name = "note";
    body = fields.Text();
    _records = [{ id: 1, body: "Before" }];
}

defineMailModels();
defineModels([Note]);

/** A server that keeps drafts in memory and tells what it was asked. */
function keepDrafts(kept = {}) {
    onRpc("ngo.draft", "get_draft", ({ args }) => {
        const body = kept[args.join()];
        return body ? { body, date: "2026-03-02 09:00:00" } : false;
    });
    onRpc("ngo.draft", "save_draft", ({ args }) => {
        const [resModel, resId, name, body] = args;
        kept[[resModel, resId, name].join()] = body;
        expect.step(`keep ${body}`);
        return "2026-03-02 09:00:10";
    });
    onRpc("ngo.draft", "drop_draft", ({ args }) => {
        delete kept[args.join()];
        expect.step("drop");
        return true;
    });
    return kept;
}

const arch = `<form><field name="body" widget="draft_text"/></form>`;

const mount = (resId) => mountView({ type: "form", resModel: "note", resId, arch });

async function type(text) {
    await click(".o_field_widget[name=body] textarea");
    await edit(text);
    await animationFrame();
}

test("what is typed is kept after ten seconds, once", async () => {
    keepDrafts();
    await mount(1);
    await type("She said");
    expect.verifySteps([]);
    await advanceTime(10000);
    expect.verifySteps(["keep She said"]);
    expect(".o_ngo_draft_kept").toHaveCount(1);
    await advanceTime(30000);
    expect.verifySteps([]);
    await type("She said more");
    await advanceTime(10000);
    expect.verifySteps(["keep She said more"]);
});

test("nothing typed, nothing kept", async () => {
    keepDrafts();
    await mount(1);
    await advanceTime(60000);
    expect.verifySteps([]);
});

test("saving forgets the draft", async () => {
    const kept = keepDrafts();
    await mount(1);
    await type("She said");
    await advanceTime(10000);
    await clickSave();
    await animationFrame();
    expect.verifySteps(["keep She said", "drop"]);
    expect(kept).toEqual({});
});

test("a new record's draft is forgotten under its old key", async () => {
    const kept = keepDrafts();
    await mount(undefined);
    await type("First words");
    await advanceTime(10000);
    expect(Object.keys(kept)).toEqual(["note,0,body"]);
    await clickSave();
    await animationFrame();
    expect.verifySteps(["keep First words", "drop"]);
    expect(kept).toEqual({});
});

test("what was not saved is offered and taken back", async () => {
    const kept = keepDrafts({ "note,1,body": "Lost words" });
    await mount(1);
    expect(".o_ngo_draft_offer").toHaveCount(1);
    expect(queryOne(".o_field_widget[name=body] textarea").value).toBe("Before");
    await click(".o_ngo_draft_restore");
    await animationFrame();
    expect(queryOne(".o_field_widget[name=body] textarea").value).toBe("Lost words");
    expect(".o_ngo_draft_offer").toHaveCount(0);
    expect(Object.keys(kept)).toHaveLength(1);
    await clickSave();
    await animationFrame();
    expect.verifySteps(["drop"]);
});

test("what is not wanted is thrown away", async () => {
    const kept = keepDrafts({ "note,1,body": "Lost words" });
    await mount(1);
    await click(".o_ngo_draft_discard");
    await animationFrame();
    expect(".o_ngo_draft_offer").toHaveCount(0);
    expect(kept).toEqual({});
    expect.verifySteps(["drop"]);
});

test("a draft that says what the record says is not offered", async () => {
    keepDrafts({ "note,1,body": "Before" });
    await mount(1);
    expect(".o_ngo_draft_offer").toHaveCount(0);
});

test("a cut line is silent and tried again", async () => {
    let isCut = true;
    onRpc("ngo.draft", "get_draft", () => false);
    onRpc("ngo.draft", "save_draft", ({ args }) => {
        if (isCut) {
            throw new Error("cut");
        }
        expect.step(`keep ${args[3]}`);
        return "2026-03-02 09:00:10";
    });
    await mount(1);
    await type("She said");
    await advanceTime(10000);
    expect.verifySteps([]);
    isCut = false;
    await advanceTime(10000);
    expect.verifySteps(["keep She said"]);
});
