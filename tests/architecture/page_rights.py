"""Who may pass the door of which page: the table, read by people and by `test_page_rights`.

    public     anybody, signed in or not
    library    a page of the kept library of sign-in, which has its own rules and its own tests
    own        whoever is signed in: it shows or changes what is theirs, and nothing else
    row        whoever is signed in and sees the row that its address names (`visible_to`, `look`, `officers_task`…); others: 404
    officers   whoever serves in an office of the administration, whatever their role
    roles      whoever holds one of them; which rows they then see is said by the offices where they hold it

The addresses of the programming interface are not here: `rokhas.api.tests.test_rights` asks each of them. What a page then
shows or does is said by the table of the rules (`rights.py`).
"""

TABLE = """
library | account_login account_logout account_inactive account_signup account_reauthenticate account_email
 | account_email_verification_sent account_change_password account_set_password account_reset_password
 | account_confirm_login_code account_confirm_email account_reset_password_from_key_done
 | account_reset_password_from_key account_reset_password_done account_request_login_code
 | account_change_phone account_verify_phone mfa_index mfa_authenticate mfa_reauthenticate
 | mfa_activate_totp mfa_deactivate_totp mfa_view_recovery_codes mfa_generate_recovery_codes
 | mfa_download_recovery_codes mfa_list_webauthn mfa_add_webauthn mfa_reauthenticate_webauthn
 | mfa_remove_webauthn mfa_edit_webauthn mfa_login_webauthn usersessions_list
 | socialaccount_login_cancelled socialaccount_login_error socialaccount_signup
 | socialaccount_connections
public | web:home web:procedures web:procedure web:activities web:activity web:track web:tracked web:verify web:paper web:help
 | web:zoning web:zoning-note geoportal:permits editing:changelog
 | web:accessibility web:privacy web:legal web:service web:health web:robots web:security api:reference
 | api:openapi accounts:practice-invitation accounts:demonstration territory:search territory:at
 | territory:boundaries ui:language ui:styleguide payments:callback dossiers:eligibility
 | dossiers:invitation_link openid_connect_login openid_connect_callback
own | dossiers:signed api:applications accounts:profile accounts:proof accounts:register accounts:practice
 | territory:parcels documents:uploads notices:inbox notices:preferences notices:read_all
 | signing:prepare signing:finish briefcase:mine briefcase:data briefcase:data_removal dossiers:list
 | dossiers:form-style dossiers:own_invitations dossiers:threads privacy:mine privacy:copy
row | api:revocation api:closing accounts:delegation accounts:mandate accounts:suspension
 | accounts:restoration accounts:end accounts:succession accounts:invitation accounts:names
 | accounts:factors accounts:staff accounts:staff-sending accounts:staff-end documents:upload
 | notices:open payments:order payments:pay payments:leave payments:return payments:state
 | briefcase:expiry briefcase:removal briefcase:file briefcase:use briefcase:keep_piece
 | briefcase:keep_answers briefcase:filling dossiers:new dossiers:draft dossiers:section
 | dossiers:answers dossiers:question dossiers:land dossiers:invitations dossiers:invitation_sending
 | dossiers:invitation_revocation dossiers:designer dossiers:pieces dossiers:draft_piece
 | dossiers:draft_piece_file dossiers:piece_removal dossiers:check dossiers:lodging dossiers:deposit dossiers:ask_signature
 | dossiers:visit dossiers:visits dossiers:photo dossiers:photo_removal worksites:worksite worksites:completion worksites:panel
 | worksites:photo worksites:photo-removal
 | occupations:occupation occupations:renewal occupations:end occupations:receipt
 | dossiers:follow dossiers:copy dossiers:receipt dossiers:consent dossiers:consent-sheet dossiers:handing
 | dossiers:invitation dossiers:invitation_completion dossiers:invitation_withdrawal
 | dossiers:invitation_plan dossiers:invitation_file dossiers:invitation_file_removal dossiers:dossier
 | dossiers:pieces-of dossiers:plan dossiers:piece dossiers:paper dossiers:opinions dossiers:payments
 | dossiers:history dossiers:silence dossiers:points dossiers:point
 | dossiers:withdrawal dossiers:cancellation dossiers:ruling_preview dossiers:stay dossiers:extension dossiers:appeals
 | dossiers:appeal dossiers:appeal_file dossiers:versions dossiers:compared_files dossiers:messages
 | dossiers:attachment_removal dossiers:attachment dossiers:task dossiers:desk-check
 | dossiers:note dossiers:desk-saving dossiers:lifting dossiers:dispatch dossiers:conclusion dossiers:review
 | dossiers:opinion-draft dossiers:minutes dossiers:decision dossiers:preview
office_manager,platform_administrator | accounts:people accounts:office accounts:nomination
platform_administrator | accounts:person accounts:registers accounts:register-import accounts:entry accounts:entry-suspension
 | dossiers:closed-days dossiers:closed-day-withdrawal
 | accounts:entry-restoration accounts:striking-off accounts:entry-request privacy:requests
 | privacy:answer
officers | work:list work:waiting work:followed work:closed work:export work:paper work:selection
 | work:arrangement work:views work:view work:absences work:cancellation work:follow work:search
governor | work:late work:late-export dossiers:time-limit
economic_officer,revenue_agent | occupations:fees occupations:export
front_desk | dossiers:assisted dossiers:assisted-new dossiers:assisted-taking
content_editor | editing:begin editing:whole editing:part editing:removal editing:rise editing:addition editing:terms
 | editing:submission editing:abandonment editing:entry-begin editing:entry-terms editing:entry-submission
 | editing:entry-abandonment
content_editor,platform_administrator | editing:list editing:procedure editing:comparison editing:draft editing:preview
 | editing:publication editing:return editing:withdrawal editing:history editing:documents editing:register
 | editing:entry editing:entry-history editing:entry-draft editing:entry-publication editing:entry-return
 | editing:entry-withdrawal
arrondissement_president,governor,president,secretary,vice_president | dossiers:parapheur dossiers:signing
public | worksites:building
public | enquiries:list enquiries:notice enquiries:poster zoning:drawing
own | enquiries:mine
row | enquiries:opposition enquiries:receipt enquiries:removal enquiries:file enquiries:work enquiries:desk enquiries:answer
 | enquiries:report enquiries:desk-receipt enquiries:office-file
"""
