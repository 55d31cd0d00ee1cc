from django.urls import path

from rokhas.enquiries.views import office, oppositions, public

app_name = "enquiries"
urlpatterns = [
    # For anybody
    path("enquiries/", public.enquiries, name="list"),
    path("enquiries/<int:pk>/", public.notice, name="notice"),
    path("enquiries/<int:pk>/notice.pdf", public.poster, name="poster"),
    # For whoever speaks
    path("enquiries/mine/", oppositions.mine, name="mine"),
    path("enquiries/<int:pk>/observation/", oppositions.opposition, name="opposition"),
    path("enquiries/<int:pk>/observation/receipt.pdf", oppositions.receipt, name="receipt"),
    path("enquiries/<int:pk>/observation/files/<int:file>/removal", oppositions.removal, name="removal"),
    path("enquiries/<int:pk>/observation/files/<int:file>/<path:name>", oppositions.file, name="file"),
    # For the office that holds it
    path("work/<int:pk>/enquiry/", office.work, name="work"),
    path("work/<int:pk>/enquiry/desk/", office.desk, name="desk"),
    path("work/<int:pk>/enquiry/answers/<int:number>", office.answer, name="answer"),
    path("work/<int:pk>/enquiry/report", office.report, name="report"),
    path("work/<int:pk>/enquiry/receipts/<int:number>.pdf", office.receipt, name="desk-receipt"),
    path("work/<int:pk>/enquiry/files/<int:file>/<path:name>", office.file, name="office-file"),
]
