"""Who may do what to a dossier: the table, read by people and by `test_rights`.

A column is a rule of `rokhas.dossiers.policy` on a building permit. A row is a role of DOMAIN §11. A cell lists those who may:

    o  whoever holds the role in the office that the dossier waits for
    x  whoever holds it in another office
    f  the filer, when holding the role in an office of their own
    d  the designer, likewise
    -  nobody

draft: open one. edit: answer, give pieces. plans: sign their list. again: re-deposit. check: the pieces. lift: declare reserves
lifted. send: to the members. opine, close: give an opinion, conclude. pv: sign the minutes. letter, permit: sign it. early, late:
read the opinions before and after the conclusion. file: read the pieces and the history. watch: see what is late. ask: write to an
office. reply: write to the parties in its name.

The last rows have no role: `signed-in` (o: a person with no link to the dossier) and `anonymous`. What is read (early, late,
file) is read only among those whose `Dossier.objects.visible_to` holds the dossier: another office is out of sight.
"""

# ruff: noqa: E501 — a row is a line.
TABLE = """
role                     | draft edit plans lodge again check lift send opine close pv letter permit pay early late file watch ask reply
applicant                | oxfd  fd   -     fd    fd    -     -    -    -     -     -  -      -      fd  -     fd   fd   -     fd  -
architect                | oxfd  fd   d     fd    fd    -     -    -    -     -     -  -      -      fd  -     fd   fd   -     fd  -
surveyor                 | oxfd  fd   d     fd    fd    -     -    -    -     -     -  -      -      fd  -     fd   fd   -     fd  -
engineer                 | oxfd  fd   d     fd    fd    -     -    -    -     -     -  -      -      fd  -     fd   fd   -     fd  -
design_office            | oxfd  fd   d     fd    fd    -     -    -    -     -     -  -      -      fd  -     fd   fd   -     fd  -
co_designer              | oxfd  fd   d     fd    fd    -     -    -    -     -     -  -      -      fd  -     fd   fd   -     fd  -
front_desk               | oxfd  fd   -     fd    fd    o     -    o    -     -     -  -      -      fd  ox    oxfd oxfd -     fd  o
secretary                | oxfd  fd   -     fd    fd    o     -    o    -     o     o  o      -      fd  ox    oxfd oxfd -     fd  o
planning_officer         | oxfd  fd   -     fd    fd    -     -    -    -     -     -  -      -      fd  ox    oxfd oxfd -     fd  o
economic_officer         | oxfd  fd   -     fd    fd    -     -    -    -     -     -  -      -      fd  ox    oxfd oxfd -     fd  o
revenue_agent            | oxfd  fd   -     fd    fd    -     -    -    -     -     -  -      -      fd  ox    oxfd oxfd -     fd  o
office_manager           | oxfd  fd   -     fd    fd    -     -    -    -     -     -  -      -      fd  ox    oxfd oxfd -     fd  o
commission_member        | oxfd  fd   -     fd    fd    -     o    -    o     -     -  -      -      fd  ox    oxfd oxfd -     fd  o
chair                    | oxfd  fd   -     fd    fd    -     -    -    -     -     o  -      -      fd  ox    oxfd oxfd -     fd  o
president                | oxfd  fd   -     fd    fd    -     -    -    -     -     -  -      o      fd  ox    oxfd oxfd -     fd  o
vice_president           | oxfd  fd   -     fd    fd    -     -    -    -     -     -  -      -      fd  ox    oxfd oxfd -     fd  o
arrondissement_president | oxfd  fd   -     fd    fd    -     -    -    -     -     -  -      -      fd  ox    oxfd oxfd -     fd  o
local_authority          | oxfd  fd   -     fd    fd    -     -    -    -     -     -  -      -      fd  ox    oxfd oxfd -     fd  o
inspector                | oxfd  fd   -     fd    fd    -     -    -    -     -     -  -      -      fd  ox    oxfd oxfd -     fd  o
governor                 | oxfd  fd   -     fd    fd    -     -    -    -     -     -  -      -      fd  ox    oxfd oxfd oxfd  fd  o
key_contact              | oxfd  fd   -     fd    fd    -     -    -    -     -     -  -      -      fd  ox    oxfd oxfd -     fd  o
national_supervisor      | oxfd  fd   -     fd    fd    -     -    -    -     -     -  -      -      fd  ox    oxfd oxfd -     fd  o
treasury_officer         | oxfd  fd   -     fd    fd    -     -    -    -     -     -  -      -      fd  ox    oxfd oxfd -     fd  o
payee_accountant         | oxfd  fd   -     fd    fd    -     -    -    -     -     -  -      -      fd  ox    oxfd oxfd -     fd  o
support_agent            | oxfd  fd   -     fd    fd    -     -    -    -     -     -  -      -      fd  ox    oxfd oxfd -     fd  o
content_editor           | oxfd  fd   -     fd    fd    -     -    -    -     -     -  -      -      fd  ox    oxfd oxfd -     fd  o
platform_administrator   | oxfd  fd   -     fd    fd    -     -    -    -     -     -  -      -      fd  ox    oxfd oxfd -     fd  o
signed-in                | ofd   fd   -     fd    fd    -     -    -    -     -     -  -      -      fd  -     fd   fd   -     fd  -
anonymous                | -     -    -     -     -     -     -    -    -     -     -  -      -      -   -     -    -    -     -   -
"""
