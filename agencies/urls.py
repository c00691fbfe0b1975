from django.contrib.auth.views import LogoutView
from django.urls import path

from agencies.views import account

urlpatterns = [
    path("dang-nhap/", account.Login.as_view(), name="login"),
    path("dang-xuat/", LogoutView.as_view(), name="logout"),
    path("tai-khoan/", account.profile, name="profile"),
    path("tai-khoan/mat-khau/", account.PasswordChange.as_view(), name="password_change"),
    path("suc-khoe/", account.health, name="health"),
    path("favicon.ico", account.favicon, name="favicon"),
]
