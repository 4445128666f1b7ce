import { CheckIdentityForm } from "@auth_timeout/services/check_identity/check_identity";

CheckIdentityForm.authMethodTemplates.pin = {
    form: "ngo_base_signin.CheckIdentityFormPin",
    linkString: "ngo_base_signin.CheckIdentityLinkStringPin",
};
