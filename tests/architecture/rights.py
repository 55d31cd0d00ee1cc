"""Who may do what to a dossier: the table, read by people and by `test_rights`.

A column is a rule of `rokhas.dossiers.policy` on a building permit. A row is a role of DOMAIN §11. A cell lists those who may:

    o  whoever holds the role in the office that the dossier waits for
    x  whoever holds it in another office
    f  the filer, when holding the role in an office of their own
    d  the designer, likewise
    t  the clerk who typed it at this office for the filer, holding the role there
    -  nobody

draft: open one. edit: answer, give pieces. plans: sign their list. again: re-deposit. check: the pieces. lift: declare reserves
lifted. send: to the members. opine, close: give an opinion, conclude. pv: sign the minutes. letter, permit: sign it. early, late:
read the opinions before and after the conclusion. file: read the pieces and the history. watch: see what is late. ask: write to an
office. reply: write to the parties in its name. assist: type for a person who comes to the desk. take: go on with what was typed there.
hand: its papers over to the filer.

The last rows have no role: `signed-in` (o: a person with no link to the dossier) and `anonymous`. What is read (early, late,
file) is read only among those whose `Dossier.objects.visible_to` holds the dossier: another office is out of sight.
"""

# ruff: noqa: E501 — a row is a line.
TABLE = """
role                     | draft edit plans lodge again check lift send opine close pv letter permit pay early late  file  watch ask reply assist take hand
applicant                | oxfdt fd   -     fd    fd    -     -    -    -     -     -  -      -      fd  -     fd    fd    -     fd  -     -      -    -
architect                | oxfdt fd   d     fd    fd    -     -    -    -     -     -  -      -      fd  -     fd    fd    -     fd  -     -      -    -
surveyor                 | oxfdt fd   d     fd    fd    -     -    -    -     -     -  -      -      fd  -     fd    fd    -     fd  -     -      -    -
engineer                 | oxfdt fd   d     fd    fd    -     -    -    -     -     -  -      -      fd  -     fd    fd    -     fd  -     -      -    -
design_office            | oxfdt fd   d     fd    fd    -     -    -    -     -     -  -      -      fd  -     fd    fd    -     fd  -     -      -    -
co_designer              | oxfdt fd   d     fd    fd    -     -    -    -     -     -  -      -      fd  -     fd    fd    -     fd  -     -      -    -
front_desk               | oxfdt fdt  -     fdt   fdt   o     -    o    -     -     -  -      -      fd  oxt   oxfdt oxfdt -     fd  ot    ot     ot   ot
secretary                | oxfdt fd   -     fd    fd    o     -    o    -     o     o  o      -      fd  oxt   oxfdt oxfdt -     fd  ot    -      -    -
planning_officer         | oxfdt fd   -     fd    fd    -     -    -    -     -     -  -      -      fd  oxt   oxfdt oxfdt -     fd  ot    -      -    -
economic_officer         | oxfdt fd   -     fd    fd    -     -    -    -     -     -  -      -      fd  oxt   oxfdt oxfdt -     fd  ot    -      -    -
revenue_agent            | oxfdt fd   -     fd    fd    -     -    -    -     -     -  -      -      fd  oxt   oxfdt oxfdt -     fd  ot    -      -    -
office_manager           | oxfdt fd   -     fd    fd    -     -    -    -     -     -  -      -      fd  oxt   oxfdt oxfdt -     fd  ot    -      -    -
commission_member        | oxfdt fd   -     fd    fd    -     o    -    o     -     -  -      -      fd  oxt   oxfdt oxfdt -     fd  ot    -      -    -
chair                    | oxfdt fd   -     fd    fd    -     -    -    -     -     o  -      -      fd  oxt   oxfdt oxfdt -     fd  ot    -      -    -
president                | oxfdt fd   -     fd    fd    -     -    -    -     -     -  -      o      fd  oxt   oxfdt oxfdt -     fd  ot    -      -    -
vice_president           | oxfdt fd   -     fd    fd    -     -    -    -     -     -  -      -      fd  oxt   oxfdt oxfdt -     fd  ot    -      -    -
arrondissement_president | oxfdt fd   -     fd    fd    -     -    -    -     -     -  -      -      fd  oxt   oxfdt oxfdt -     fd  ot    -      -    -
local_authority          | oxfdt fd   -     fd    fd    -     -    -    -     -     -  -      -      fd  oxt   oxfdt oxfdt -     fd  ot    -      -    -
inspector                | oxfdt fd   -     fd    fd    -     -    -    -     -     -  -      -      fd  oxt   oxfdt oxfdt -     fd  ot    -      -    -
governor                 | oxfdt fd   -     fd    fd    -     -    -    -     -     -  -      -      fd  oxt   oxfdt oxfdt oxfdt fd  ot    -      -    -
key_contact              | oxfdt fd   -     fd    fd    -     -    -    -     -     -  -      -      fd  oxt   oxfdt oxfdt -     fd  ot    -      -    -
national_supervisor      | oxfdt fd   -     fd    fd    -     -    -    -     -     -  -      -      fd  oxt   oxfdt oxfdt -     fd  ot    -      -    -
treasury_officer         | oxfdt fd   -     fd    fd    -     -    -    -     -     -  -      -      fd  oxt   oxfdt oxfdt -     fd  ot    -      -    -
payee_accountant         | oxfdt fd   -     fd    fd    -     -    -    -     -     -  -      -      fd  oxt   oxfdt oxfdt -     fd  ot    -      -    -
support_agent            | oxfdt fd   -     fd    fd    -     -    -    -     -     -  -      -      fd  oxt   oxfdt oxfdt -     fd  ot    -      -    -
content_editor           | oxfdt fd   -     fd    fd    -     -    -    -     -     -  -      -      fd  oxt   oxfdt oxfdt -     fd  ot    -      -    -
platform_administrator   | oxfdt fd   -     fd    fd    -     -    -    -     -     -  -      -      fd  oxt   oxfdt oxfdt -     fd  ot    -      -    -
signed-in                | ofdt  fd   -     fd    fd    -     -    -    -     -     -  -      -      fd  -     fd    fd    -     fd  -     -      -    -
anonymous                | -     -    -     -     -     -     -    -    -     -     -  -      -      -   -     -     -     -     -   -     -      -    -
"""
