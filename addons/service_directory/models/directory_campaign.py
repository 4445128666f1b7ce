# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class DirectoryCampaign(models.Model):
    """A round of checks: every sheet of an area or a need, provider by provider."""

    _name = "directory.campaign"
    _description = "Round of Checks"
    _order = "date_start desc, id desc"

    name = fields.Char(required=True)
    date_start = fields.Date(required=True, default=fields.Date.context_today)
    date_end = fields.Date()
    area_id = fields.Many2one("ngo.area", help="Empty: everywhere.")
    category_id = fields.Many2one("directory.category", string="Need")
    owner_id = fields.Many2one("res.users", default=lambda self: self.env.user)
    line_ids = fields.One2many("directory.campaign.line", "campaign_id")
    done_rate = fields.Float(compute="_compute_done_rate", string="Done")

    _in_order = models.Constraint(
        "CHECK (date_end IS NULL OR date_end >= date_start)",
        "A round ends after it starts.",
    )

    @api.depends("line_ids.state")
    def _compute_done_rate(self):
        for campaign in self:
            lines = campaign.line_ids
            done = lines.filtered(lambda line: line.state == "done")
            campaign.done_rate = len(done) / len(lines) if lines else 0.0

    def action_fill(self):
        """Add the organisations whose published sheets belong to the round."""
        for campaign in self:
            domain = [("publication_state", "=", "published")]
            if campaign.area_id:
                area = ("id", "child_of", campaign.area_id.id)
                domain += [
                    "|",
                    ("area_ids", "any", [area]),
                    ("site_ids.location_id.area_id", "any", [area]),
                ]
            if campaign.category_id:
                domain.append(("category_ids", "child_of", campaign.category_id.id))
            services = self.env["directory.service"].search(domain)
            missing = services.organization_id - campaign.line_ids.organization_id
            self.env["directory.campaign.line"].create(
                [
                    {"campaign_id": campaign.id, "organization_id": organization.id}
                    for organization in missing
                ]
            )

    def action_send_links(self):
        """Send its page to each provider that was not asked yet."""
        self.check_access("write")
        self.line_ids.filtered(lambda line: line.state == "todo")._send_links()


class DirectoryCampaignLine(models.Model):
    """One provider in a round: asked, answered or still to be called."""

    _name = "directory.campaign.line"
    _description = "Provider in a Round of Checks"
    _order = "state desc, id"
    _rec_name = "organization_id"

    campaign_id = fields.Many2one(
        "directory.campaign", required=True, ondelete="cascade", index=True
    )
    organization_id = fields.Many2one(
        "directory.organization", required=True, ondelete="cascade", index=True
    )
    state = fields.Selection(
        [("todo", "To do"), ("started", "Asked"), ("done", "Done")],
        required=True,
        default="todo",
    )
    source = fields.Selection(
        selection=lambda self: self.env["directory.check"]._fields["source"].selection,
        string="How",
    )
    link_ids = fields.One2many("directory.link", "campaign_line_id")
    note = fields.Char()

    _organization_uniq = models.UniqueIndex(
        "(campaign_id, organization_id)", "This provider is in the round already."
    )

    def _send_links(self):
        for line in self:
            services = line.organization_id.service_ids.filtered(
                lambda service: service.publication_state == "published"
            )
            links = self.env["directory.link"]
            for service in services:
                links |= links._invite(service, line)
            if links:
                line.write({"state": "started", "source": "email"})

    def _note_answer(self):
        """Done once every page of this provider was answered."""
        for line in self:
            if all(link.state != "sent" for link in line.link_ids):
                line.write({"state": "done", "source": "link"})
