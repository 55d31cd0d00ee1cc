from django.urls import path

from rokhas.accounts import views

app_name = "accounts"

urlpatterns = [
    path("account/", views.profile, name="profile"),
    path("account/proof/", views.proof, name="proof"),
    path("account/mandates/<int:pk>/delegation/", views.delegation, name="delegation"),
    path("people/", views.offices, name="people"),
    path("people/offices/<int:pk>/", views.office, name="office"),
    path("people/offices/<int:pk>/nomination/", views.nomination, name="nomination"),
    path("people/mandates/<int:pk>/", views.mandate, name="mandate"),
    path("people/mandates/<int:pk>/suspension/", views.suspension, name="suspension"),
    path("people/mandates/<int:pk>/restoration/", views.restoration, name="restoration"),
    path("people/mandates/<int:pk>/end/", views.end, name="end"),
    path("people/mandates/<int:pk>/succession/", views.succession, name="succession"),
    path("people/mandates/<int:pk>/invitation/", views.invitation, name="invitation"),
    path("people/persons/", views.person, name="person"),
    path("people/persons/<int:pk>/names/", views.names, name="names"),
    path("people/mandates/<int:pk>/factors/", views.factors, name="factors"),
    path("account/register/", views.register, name="register"),
    path("people/registers/", views.registers, name="registers"),
    path("people/registers/import/", views.register_import, name="register-import"),
    path("people/registers/entries/<int:pk>/", views.entry, name="entry"),
    path("people/registers/entries/<int:pk>/suspension/", views.entry_suspension, name="entry-suspension"),
    path("people/registers/entries/<int:pk>/restoration/", views.entry_restoration, name="entry-restoration"),
    path("people/registers/entries/<int:pk>/striking-off/", views.striking_off, name="striking-off"),
    path("people/registers/requests/<int:pk>/", views.entry_request, name="entry-request"),
    path("practice/", views.practice, name="practice"),
    path("practice/<int:pk>/staff/", views.staff, name="staff"),
    path("practice/staff/<int:pk>/sending/", views.staff_sending, name="staff-sending"),
    path("practice/staff/<int:pk>/end/", views.staff_end, name="staff-end"),
    path("practice/invitations/<str:link>/", views.practice_invitation, name="practice-invitation"),
    path("sign-in/demo/", views.demonstration, name="demonstration"),
]
