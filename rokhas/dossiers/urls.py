from django.urls import path

from rokhas.dossiers.views import (
    assistance,
    calendar,
    case,
    copying,
    decision,
    deposit,
    desk,
    drafts,
    eligibility,
    invitations,
    land,
    questions,
    review,
    versions,
)
from rokhas.dossiers.views import messages as correspondence

app_name = "dossiers"
urlpatterns = [
    # The applicant's pages
    path("dossiers/", drafts.dossiers, name="list"),
    path("dossiers/new/<slug:procedure>/", drafts.new, name="new"),
    path("dossiers/new/<slug:procedure>/check/", eligibility.eligibility, name="eligibility"),
    path("dossiers/drafts/<int:pk>/", drafts.draft, name="draft"),
    path("dossiers/drafts/<int:pk>/sections/<slug:code>/", questions.section, name="section"),
    path("dossiers/drafts/<int:pk>/sections/<slug:code>/answers", questions.answers, name="answers"),
    path(
        "dossiers/drafts/<int:pk>/sections/<slug:code>/<slug:question>/", questions.question, name="question"
    ),
    path("dossiers/form-style", questions.form_style, name="form-style"),
    path("dossiers/drafts/<int:pk>/land/", land.land, name="land"),
    path("dossiers/drafts/<int:pk>/invitations/", invitations.invitations, name="invitations"),
    path(
        "dossiers/drafts/<int:pk>/invitations/<int:invitation>/sending/",
        invitations.sending,
        name="invitation_sending",
    ),
    path(
        "dossiers/drafts/<int:pk>/invitations/<int:invitation>/revocation/",
        invitations.revocation,
        name="invitation_revocation",
    ),
    path("dossiers/drafts/<int:pk>/designer/", drafts.designer, name="designer"),
    path("dossiers/drafts/<int:pk>/pieces/", deposit.pieces, name="pieces"),
    path("dossiers/drafts/<int:pk>/pieces/<int:piece>/", deposit.piece, name="draft_piece"),
    path("dossiers/drafts/<int:pk>/pieces/<int:piece>/file", deposit.piece_file, name="draft_piece_file"),
    path("dossiers/drafts/<int:pk>/pieces/<int:piece>/removal", deposit.piece_removal, name="piece_removal"),
    path("dossiers/drafts/<int:pk>/check/", deposit.check, name="check"),
    path("dossiers/drafts/<int:pk>/signature/", deposit.signature, name="ask_signature"),
    path("dossiers/drafts/<int:pk>/lodging/", deposit.lodging, name="lodging"),
    path("dossiers/drafts/<int:pk>/deposit/", deposit.deposit, name="deposit"),
    path("dossiers/drafts/<int:pk>/copy/", copying.copy, name="copy"),
    path("dossiers/drafts/<int:pk>/receipt/", deposit.receipt, name="receipt"),
    # The assisted deposit, at the desk
    path("desk/assisted/", assistance.assisted, name="assisted"),
    path("desk/assisted/new/", assistance.beginning, name="assisted-new"),
    path("desk/assisted/<int:pk>/", assistance.taking, name="assisted-taking"),
    path("dossiers/drafts/<int:pk>/consent/", assistance.consent, name="consent"),
    path("dossiers/drafts/<int:pk>/consent/sheet", assistance.sheet, name="consent-sheet"),
    path("dossiers/<slug:number>/hand-over/", assistance.hand, name="handing"),
    # An invited professional
    path("invitations/", invitations.own_invitations, name="own_invitations"),
    path("invitations/links/<str:link>/", invitations.link, name="invitation_link"),
    path("invitations/<int:pk>/", invitations.invitation, name="invitation"),
    path("invitations/<int:pk>/completion/", invitations.completion, name="invitation_completion"),
    path("invitations/<int:pk>/withdrawal/", invitations.withdrawal, name="invitation_withdrawal"),
    path("invitations/<int:pk>/files/<int:piece>/", invitations.plan, name="invitation_plan"),
    path("invitations/<int:pk>/files/<int:piece>/file", invitations.file, name="invitation_file"),
    path(
        "invitations/<int:pk>/files/<int:piece>/removal",
        invitations.file_removal,
        name="invitation_file_removal",
    ),
    # The case, for whoever may see it
    path("dossiers/<slug:number>/", case.dossier, name="dossier"),
    path("dossiers/<slug:number>/pieces/", case.pieces, name="pieces-of"),
    path("dossiers/<slug:number>/pieces/<int:pk>/", case.plan, name="plan"),
    path("dossiers/<slug:number>/pieces/<int:pk>/<path:name>", case.piece, name="piece"),
    path("dossiers/<slug:number>/papers/<int:pk>/", case.paper, name="paper"),
    path("dossiers/<slug:number>/opinions/", case.opinions, name="opinions"),
    path("dossiers/<slug:number>/payments/", case.payments, name="payments"),
    path("dossiers/<slug:number>/history/", case.full_history, name="history"),
    path("dossiers/<slug:number>/versions/", versions.versions, name="versions"),
    path("dossiers/<slug:number>/versions/<int:before>/<int:after>/", versions.files, name="compared_files"),
    path("dossiers/<slug:number>/messages/", correspondence.messages_of, name="messages"),
    path(
        "dossiers/<slug:number>/messages/files/<int:pk>/removal",
        correspondence.removal,
        name="attachment_removal",
    ),
    path(
        "dossiers/<slug:number>/messages/files/<int:pk>/<path:name>",
        correspondence.attachment,
        name="attachment",
    ),
    path("messages/", correspondence.threads, name="threads"),
    # The officers' tasks
    path("work/<int:pk>/", desk.task, name="task"),
    path("work/<int:pk>/check/", desk.check, name="desk-check"),
    path("work/<int:pk>/check/saving", desk.saving, name="desk-saving"),
    path("work/<int:pk>/lifting/", desk.lifting, name="lifting"),
    path("work/<int:pk>/dispatch/", desk.dispatch, name="dispatch"),
    path("work/<int:pk>/conclusion/", desk.conclusion, name="conclusion"),
    # Opinions, minutes, decisions
    path("work/<int:pk>/opinion/", review.opinion, name="review"),
    path("work/<int:pk>/opinion/draft", review.opinion_draft, name="opinion-draft"),
    path("work/<int:pk>/minutes/", decision.minutes, name="minutes"),
    path("work/<int:pk>/decision/", decision.decision, name="decision"),
    path("work/<int:pk>/preview.pdf", decision.preview, name="preview"),
    path("parapheur/", decision.signatures, name="parapheur"),
    path("parapheur/signing/", decision.signing, name="signing"),
    path("parapheur/results/", decision.signed, name="signed"),
    # The calendar by which delays are counted
    path("closed-days/", calendar.closed_days, name="closed-days"),
    path("closed-days/<int:pk>/withdrawal", calendar.withdrawal, name="closed-day-withdrawal"),
]
