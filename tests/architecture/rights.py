"""Who may do what to a dossier: the table, read by people and by `test_rights`.

A column is a rule of `rokhas.dossiers.policy` on a building permit. A row is a role of DOMAIN §11. A cell lists those who may:

    o  whoever holds the role in the office that the dossier waits for
    x  whoever holds it in another office
    f  the filer, when holding the role in an office of their own
    d  the designer, likewise
    t  the clerk who typed it at this office for the filer, holding the role there
    s  the staff of the practice in which it was begun, even holding the role in this office
    i  a professional invited to it, who gave their files, holding the role elsewhere
    -  nobody

draft: open one. edit: answer, give pieces. plans: sign their list. again: re-deposit. check: the pieces. lift: declare reserves
lifted. word: answer a point. point: lift or keep one. send: to the members. visit: fix the day of a visit, report it. extend: the legal maximum of a
classified establishment, once. opine, close: give an opinion, conclude. pv: sign the minutes. letter, permit: sign it. early, late:
read the opinions before and after the conclusion. file: read the pieces and the history. watch: see what is late. limit: set a time
limit to a late office. silent: ask for the certificate of silence.
leave: give the request up. cancel: what was granted. stay: put the decision off. rule: sign what is decided apart from the steps.
appeal: contest a refusal. judge: answer an appeal. ask: write to an
office. reply: write to the parties in its name. assist: type for a person who comes to the desk. take: go on with what was typed there.
hand: its papers over to the filer. note: state the rules of a land. ready: ask the designer to sign. name: the designer. invite: professionals. join: accept an
invitation. give: one's own files as an invited one. list: sign the list of these.

The last rows have no role: `signed-in` (o: a person with no link to the dossier) and `anonymous`. What is read (early, late,
file) is read only among those whose `Dossier.objects.visible_to` holds the dossier: another office is out of sight.
"""

# ruff: noqa: E501 — a row is a line.
TABLE = """
role                     | draft   edit plans lodge again check lift word point send opine close pv letter permit pay early late    file    watch   limit   silent leave cancel stay rule appeal judge ask reply ready name invite join    give list assist take hand note visit extend photo
applicant                | oxfdtsi fds  -     fd    fd    -     -    fds  -     -    -     -     -  -      -      fd  -     fds     fds     -       -       fd     f     -      -    -    fd     -     fds -     fs    fd   fd     oxfdtsi i    i    -      -    -    -    -     -      -
architect                | oxfdtsi fds  d     fd    fd    -     -    fds  -     -    -     -     -  -      -      fd  -     fds     fds     -       -       fd     f     -      -    -    fd     -     fds -     fs    fd   fd     oxfdtsi i    i    -      -    -    -    -     -      -
surveyor                 | oxfdtsi fds  d     fd    fd    -     -    fds  -     -    -     -     -  -      -      fd  -     fds     fds     -       -       fd     f     -      -    -    fd     -     fds -     fs    fd   fd     oxfdtsi i    i    -      -    -    -    -     -      -
engineer                 | oxfdtsi fds  d     fd    fd    -     -    fds  -     -    -     -     -  -      -      fd  -     fds     fds     -       -       fd     f     -      -    -    fd     -     fds -     fs    fd   fd     oxfdtsi i    i    -      -    -    -    -     -      -
design_office            | oxfdtsi fds  d     fd    fd    -     -    fds  -     -    -     -     -  -      -      fd  -     fds     fds     -       -       fd     f     -      -    -    fd     -     fds -     fs    fd   fd     oxfdtsi i    i    -      -    -    -    -     -      -
co_designer              | oxfdtsi fds  d     fd    fd    -     -    fds  -     -    -     -     -  -      -      fd  -     fds     fds     -       -       fd     f     -      -    -    fd     -     fds -     fs    fd   fd     oxfdtsi i    i    -      -    -    -    -     -      -
front_desk               | oxfdtsi fdts -     fdt   fdt   o     -    fdts -     o    -     -     -  -      -      fd  oxti  oxfdtsi oxfdtsi -       -       fd     f     -      -    -    fd     -     fds ot    fts   fdt  fd     -       i    i    ots    ot   ot   -    -     -      -
secretary                | oxfdtsi fds  -     fd    fd    o     -    fds  -     o    -     o     o  o      -      fd  oxti  oxfdtsi oxfdtsi -       -       fd     f     -      -    -    fd     -     fds ot    fs    fd   fd     -       i    i    -      -    -    -    o     o      o
planning_officer         | oxfdtsi fds  -     fd    fd    -     -    fds  -     -    -     -     -  -      -      fd  oxti  oxfdtsi oxfdtsi -       -       fd     f     -      -    -    fd     -     fds ot    fs    fd   fd     -       i    i    -      -    -    -    -     o      -
economic_officer         | oxfdtsi fds  -     fd    fd    -     -    fds  -     -    -     -     -  -      -      fd  oxti  oxfdtsi oxfdtsi -       -       fd     f     -      -    -    fd     -     fds ot    fs    fd   fd     -       i    i    -      -    -    -    -     o      -
revenue_agent            | oxfdtsi fds  -     fd    fd    -     -    fds  -     -    -     -     -  -      -      fd  oxti  oxfdtsi oxfdtsi -       -       fd     f     -      -    -    fd     -     fds ot    fs    fd   fd     -       i    i    -      -    -    -    -     -      -
office_manager           | oxfdtsi fds  -     fd    fd    -     -    fds  -     -    -     -     -  -      -      fd  oxti  oxfdtsi oxfdtsi -       -       fd     f     -      -    -    fd     -     fds ot    fs    fd   fd     -       i    i    -      -    -    -    -     -      -
commission_member        | oxfdtsi fds  -     fd    fd    -     o    fds  o     -    o     -     -  -      -      fd  oxti  oxfdtsi oxfdtsi -       -       fd     f     -      -    -    fd     -     fds ot    fs    fd   fd     -       i    i    -      -    -    o    -     -      o
chair                    | oxfdtsi fds  -     fd    fd    -     -    fds  -     -    -     -     o  -      -      fd  oxti  oxfdtsi oxfdtsi -       -       fd     f     -      -    -    fd     -     fds ot    fs    fd   fd     -       i    i    -      -    -    -    -     -      -
president                | oxfdtsi fds  -     fd    fd    -     -    fds  -     -    -     -     -  -      o      fd  oxti  oxfdtsi oxfdtsi -       -       fd     f     o      o    o    fd     -     fds ot    fs    fd   fd     -       i    i    -      -    -    -    -     -      -
vice_president           | oxfdtsi fds  -     fd    fd    -     -    fds  -     -    -     -     -  -      -      fd  oxti  oxfdtsi oxfdtsi -       -       fd     f     -      -    -    fd     -     fds ot    fs    fd   fd     -       i    i    -      -    -    -    -     -      -
arrondissement_president | oxfdtsi fds  -     fd    fd    -     -    fds  -     -    -     -     -  -      -      fd  oxti  oxfdtsi oxfdtsi -       -       fd     f     -      -    -    fd     -     fds ot    fs    fd   fd     -       i    i    -      -    -    -    -     -      -
local_authority          | oxfdtsi fds  -     fd    fd    -     -    fds  -     -    -     -     -  -      -      fd  oxti  oxfdtsi oxfdtsi -       -       fd     f     -      -    -    fd     -     fds ot    fs    fd   fd     -       i    i    -      -    -    -    -     -      o
inspector                | oxfdtsi fds  -     fd    fd    -     -    fds  -     -    -     -     -  -      -      fd  oxti  oxfdtsi oxfdtsi -       -       fd     f     -      -    -    fd     -     fds ot    fs    fd   fd     -       i    i    -      -    -    -    -     -      -
governor                 | oxfdtsi fds  -     fd    fd    -     -    fds  -     -    -     -     -  -      -      fd  oxti  oxfdtsi oxfdtsi oxfdtsi oxfdtsi fd     f     -      -    -    fd     o     fds ot    fs    fd   fd     -       i    i    -      -    -    -    -     -      -
key_contact              | oxfdtsi fds  -     fd    fd    -     -    fds  -     -    -     -     -  -      -      fd  oxti  oxfdtsi oxfdtsi -       -       fd     f     -      -    -    fd     -     fds ot    fs    fd   fd     -       i    i    -      -    -    -    -     -      -
national_supervisor      | oxfdtsi fds  -     fd    fd    -     -    fds  -     -    -     -     -  -      -      fd  oxti  oxfdtsi oxfdtsi -       -       fd     f     -      -    -    fd     -     fds ot    fs    fd   fd     -       i    i    -      -    -    -    -     -      -
treasury_officer         | oxfdtsi fds  -     fd    fd    -     -    fds  -     -    -     -     -  -      -      fd  oxti  oxfdtsi oxfdtsi -       -       fd     f     -      -    -    fd     -     fds ot    fs    fd   fd     -       i    i    -      -    -    -    -     -      -
payee_accountant         | oxfdtsi fds  -     fd    fd    -     -    fds  -     -    -     -     -  -      -      fd  oxti  oxfdtsi oxfdtsi -       -       fd     f     -      -    -    fd     -     fds ot    fs    fd   fd     -       i    i    -      -    -    -    -     -      -
support_agent            | oxfdtsi fds  -     fd    fd    -     -    fds  -     -    -     -     -  -      -      fd  oxti  oxfdtsi oxfdtsi -       -       fd     f     -      -    -    fd     -     fds ot    fs    fd   fd     -       i    i    -      -    -    -    -     -      -
content_editor           | oxfdtsi fds  -     fd    fd    -     -    fds  -     -    -     -     -  -      -      fd  oxti  oxfdtsi oxfdtsi -       -       fd     f     -      -    -    fd     -     fds ot    fs    fd   fd     -       i    i    -      -    -    -    -     -      -
platform_administrator   | oxfdtsi fds  -     fd    fd    -     -    fds  -     -    -     -     -  -      -      fd  oxti  oxfdtsi oxfdtsi -       -       fd     f     -      -    -    fd     -     fds ot    fs    fd   fd     -       i    i    -      -    -    -    -     -      -
signed-in                | ofdtsi  fds  -     fd    fd    -     -    fds  -     -    -     -     -  -      -      fd  -     fds     fds     -       -       fd     f     -      -    -    fd     -     fds -     fs    fd   fd     ofdtsi  i    i    -      -    -    -    -     -      -
anonymous                | -       -    -     -     -     -     -    -    -     -    -     -     -  -      -      -   -     -       -       -       -       -      -     -      -    -    -      -     -   -     -     -    -      -       -    -    -      -    -    -    -     -      -
"""
