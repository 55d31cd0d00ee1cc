from django.urls import path

from rokhas.payments import views

app_name = "payments"

urlpatterns = [
    path("payments/treasury/callback", views.callback, name="callback"),
    path("payments/<str:reference>/", views.order, name="order"),
    path("payments/<str:reference>/pay", views.pay, name="pay"),
    path("payments/<str:reference>/treasury", views.leave, name="leave"),
    path("payments/<str:reference>/return", views.come_back, name="return"),
    path("payments/<str:reference>/state", views.state, name="state"),
]
