// Copyright 2026 Permanence contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { registry } from "@web/core/registry";

/**
 * Labels of persons as the reader may see them: "name · code", or the code alone.
 *
 * All widgets drawn at once ask in one request; nothing is kept longer than that, so
 * that an access which ended shows no name.
 */
export const personLabelsService = {
    dependencies: ["orm"],
    start(env, { orm }) {
        let pending = null;

        function flush(batch) {
            return orm.silent.call("migrant.beneficiary", "get_labels", [[...batch.ids]]);
        }

        return {
            /**
             * @param {number} id
             * @returns {Promise<{code: string, name: string|false, label: string}>}
             */
            async get(id) {
                if (!pending) {
                    const batch = { ids: new Set() };
                    batch.answer = new Promise((resolve, reject) => {
                        setTimeout(() => {
                            pending = null;
                            flush(batch).then(resolve, reject);
                        });
                    });
                    pending = batch;
                }
                pending.ids.add(id);
                const labels = await pending.answer;
                return labels[id];
            },
        };
    },
};

registry.category("services").add("person_labels", personLabelsService);
