"""Login and one's own account."""

from django.contrib import messages
from django.contrib.auth.views import LoginView, PasswordChangeView
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse_lazy

from agencies.forms import LoginForm, ProfileForm


class Login(LoginView):
    authentication_form = LoginForm
    template_name = "registration/login.html"
    redirect_authenticated_user = True


class PasswordChange(PasswordChangeView):
    template_name = "registration/password_change_form.html"
    success_url = reverse_lazy("profile")

    def form_valid(self, form):
        messages.success(self.request, "Đã đổi mật khẩu.")
        return super().form_valid(form)


def profile(request):
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Đã lưu thông tin tài khoản.")
        return redirect("profile")
    return render(request, "agencies/profile.html", {"form": form, "posts": request.user.posts()})


def favicon(request):
    """Where a browser looks for the mark of what has no page of its own: a PDF in a tab."""
    return redirect(static("portal/favicon.svg"))


def health(request):
    """For the load balancer: says nothing but that the process answers."""
    return HttpResponse("ok", content_type="text/plain")
