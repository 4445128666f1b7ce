import { RPCError } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";

import { CheckIdentityForm } from "@auth_timeout/services/check_identity/check_identity";

CheckIdentityForm.authMethodTemplates.pin = {
    form: "ngo_base_signin.CheckIdentityFormPin",
    linkString: "ngo_base_signin.CheckIdentityLinkStringPin",
};

/**
 * A locked screen is no error: core's handler opens its dialog but lets the browser
 * print the refused call in its console as well.
 */
function quietWhenLocked(env, error, originalError) {
    if (
        originalError instanceof RPCError &&
        originalError.data?.name?.endsWith(".CheckIdentityException")
    ) {
        error.event?.preventDefault();
    }
    return false;
}

registry
    .category("error_handlers")
    .add("ngo_base_signin.quiet", quietWhenLocked, { sequence: 1 });
