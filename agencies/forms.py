"""Logging in and one's own account."""

from django import forms
from django.conf import settings
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError

from agencies import throttle
from agencies.models import User


class LoginForm(AuthenticationForm):
    error_messages = {
        "invalid_login": "Tên đăng nhập hoặc mật khẩu chưa đúng. Hãy kiểm tra chữ hoa, chữ thường và bộ gõ tiếng Việt.",
        "inactive": "Tài khoản này đã ngừng hoạt động. Hãy liên hệ người quản trị.",
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "Tên đăng nhập"
        self.fields["username"].error_messages["required"] = "Hãy nhập tên đăng nhập."
        self.fields["password"].label = "Mật khẩu"
        self.fields["password"].error_messages["required"] = "Hãy nhập mật khẩu."

    def clean(self):
        username = self.cleaned_data.get("username", "")
        if username and throttle.is_locked(username):
            raise ValidationError(
                f"Đăng nhập sai quá nhiều lần. Hãy thử lại sau {settings.LOGIN_LOCK_MINUTES} phút hoặc liên hệ người quản trị."
            )
        try:
            data = super().clean()
        except ValidationError:
            throttle.note_failure(username, self.request.META.get("REMOTE_ADDR", "") if self.request else "")
            raise
        throttle.forget(username)
        return data


class AdminLoginForm(LoginForm, AdminAuthenticationForm):
    """The administration's own door, for staff only, under the same throttle."""


class ProfileForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["full_name", "email", "phone"]
        labels = {"full_name": "Họ và tên", "email": "Thư điện tử", "phone": "Điện thoại"}
        widgets = {"phone": forms.TextInput(attrs={"inputmode": "tel"})}
