# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    "name": "NGO Base: Signing in",
    "summary": "Second factor, screen lock, PIN at a shared desk, eight-hour sessions",
    "description": "README.md of this module tells what it does.",
    "version": "19.0.1.0.0",
    "author": "Permanence contributors",
    "website": "https://github.com/permanence-suite/permanence",
    "license": "AGPL-3",
    "category": "Services/Permanence",
    "depends": [
        "ngo_base",
        "auth_totp",
        "auth_totp_mail",
        "auth_passkey",
        "auth_timeout",
        "auth_password_policy",
    ],
    "data": [
        # groups and rights
        "security/ngo_base_signin_groups.xml",
        "security/ir.model.access.csv",
        # rules
        "security/ngo_pin_wizard_security.xml",
        # wizard views
        "wizards/ngo_pin_wizard_views.xml",
        # views
        "views/res_users_views.xml",
        "views/ngo_base_signin_templates.xml",
    ],
    "assets": {
        "web.assets_backend": [
            "ngo_base_signin/static/src/check_identity/*",
            "ngo_base_signin/static/src/desk_systray/*",
        ],
        "web.assets_frontend": [
            "ngo_base_signin/static/src/check_identity/*",
            "ngo_base_signin/static/src/signin.scss",
        ],
        "web.assets_tests": [
            "ngo_base_signin/static/tests/tours/*",
        ],
    },
    "auto_install": True,
}
