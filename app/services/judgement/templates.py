"""What is judged of contract templates: what they may hold, who publishes them, and that they stay as they are."""

from __future__ import annotations

from app.domain import template_shape, template_version
from app.domain.permissions import TEMPLATE_PUBLISH, TEMPLATE_WITHDRAW
from app.domain.template_version import CONTRACT, TemplateState
from app.i18n import N_
from app.models.org import ContractTemplate
from app.queries import templates as query
from app.services import templates
from app.services.judgement.hearing import Doubt, Hearing, Judged, checks

_TEXT = ("name", "revision", "valid_from", "valid_to", "body", "edited_by", "edited_at")


@checks("contract_template")
def _version(hearing: Hearing, row: Judged) -> None:
    before, after = row.before, row.after
    state = before["state"] if before else TemplateState.DRAFT
    if state != TemplateState.DRAFT and row.changed(*_TEXT, "published_by", "published_at"):
        raise Doubt("parked", "template_published", N_("A published version never changes."))
    publishes = row.changed("state") and after["state"] == TemplateState.PUBLISHED
    if before is None and (after["state"] != TemplateState.DRAFT or after["published_by"] is not None):
        raise Doubt("quarantined", "state", N_("A version begins as a draft."))
    if publishes:
        _published(hearing, row)
    elif before is not None and row.changed("state") and hearing.action is not TEMPLATE_WITHDRAW:
        raise Doubt("quarantined", "state", N_("This action does not bring a version into that state."))
    elif row.changed("published_by", "published_at") and (after["published_by"] or after["published_at"]):
        raise Doubt("quarantined", "state", N_("Only a published version was published by somebody."))
    if row.changed(*_TEXT) or publishes:
        _is_template(hearing, row)


def _is_template(hearing: Hearing, row: Judged) -> None:
    """A text that nobody can print, or that would keep a printer busy for ever, comes no further."""
    after = row.after
    if after["name"] != CONTRACT or len(after["body"]) > template_shape.MOST_STORED:
        raise Doubt("quarantined", "template_malformed", N_("This is no template of a contract."))
    template_version.check_revision(after["revision"])
    if row.changed("body", "edited_by") and after["edited_by"] != hearing.user_id:
        raise Doubt("quarantined", "author", N_("A row names another person than the one who signed."))
    stored = hearing.session.get_one(ContractTemplate, row.id)
    template_version.check_dates(stored.valid_from, stored.valid_to)
    query.read(stored)
    if row.before is not None and row.changed("name", "revision"):
        raise Doubt("quarantined", "fixed", N_("What a row belongs to is never changed."))


def _published(hearing: Hearing, row: Judged) -> None:
    if hearing.action is not TEMPLATE_PUBLISH or row.after["published_by"] != hearing.user_id:
        raise Doubt("quarantined", "author", N_("A row names another person than the one who signed."))
    stored = hearing.session.get_one(ContractTemplate, row.id)
    templates.refuse_unfit(stored)
    others = templates.has_other_administrators(hearing.session, stored.edited_by)
    template_version.check_publisher(stored.edited_by, hearing.user_id, others=others)
