"""URLs for making an account and confirming an address, in place of the sign-in library's own."""

from django.urls import path

from community.accounts import signing_up_views

urlpatterns = [
    path("signup/", signing_up_views.sign_up, name="account_signup"),
    path("signup/finish/", signing_up_views.finish_sign_up, name="finish_sign_up"),
    path("signup/link/<str:token>/", signing_up_views.open_sign_up, name="open_sign_up"),
    path("confirm-email/<str:key>/", signing_up_views.confirm_address, name="account_confirm_email"),
]
