import { registry } from "@web/core/registry";

/**
 * Keeps unsaved text on the server. A failed call (no line, session over) is silent:
 * the next one, ten seconds later, carries the whole text again.
 */
export const draftService = {
    dependencies: ["orm"],
    start(env, { orm }) {
        const call = async (method, { resModel, resId, name }, ...more) => {
            try {
                return await orm.silent.call("ngo.draft", method, [
                    resModel,
                    resId,
                    name,
                    ...more,
                ]);
            } catch {
                return undefined;
            }
        };
        return {
            get: (key) => call("get_draft", key),
            save: (key, body) => call("save_draft", key, body),
            drop: (key) => call("drop_draft", key),
        };
    },
};

registry.category("services").add("ngo_draft", draftService);
