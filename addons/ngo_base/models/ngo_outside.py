# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

PARAMETER = "ngo_base.outside_allowed"


class NgoOutside(models.AbstractModel):
    """Nothing leaves this server unless the organisation says so.

    Core and the modules that install themselves beside `mail` call their vendor,
    push services of browsers and any address that stands in a message. Every such
    call that we know asks here first.

    The system parameter `ngo_base.outside_allowed` names, separated by commas, the
    services that an organisation lets out: `warranty`, `link_preview`, `web_push`,
    `media_library`, `gif`. It is empty by default. Outgoing and incoming mail
    servers are the organisation's own choice and are not concerned.
    """

    _name = "ngo.outside"
    _description = "Calls to the outside"

    @api.model
    def _is_allowed(self, service):
        """Whether the organisation lets this service call outside.

        :param str service: one of the words listed above
        :rtype: bool
        """
        # The list of services is no secret, but parameters are for the system.
        parameters = self.env["ir.config_parameter"].sudo()
        allowed = parameters.get_param(PARAMETER) or ""
        return service in {word.strip() for word in allowed.split(",")}
