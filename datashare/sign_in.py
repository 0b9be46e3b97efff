"""The settings of the sign-in library that no deployment changes."""

AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "community.accounts.passwords.UnlikeOwnDetails"},
    {"NAME": "community.accounts.passwords.LongPassword", "OPTIONS": {"min_length": 12}},
    {"NAME": "community.accounts.passwords.UncommonPassword"},
    {"NAME": "community.accounts.passwords.NotOnlyNumbers"},
    {"NAME": "community.accounts.passwords.PredictablePassword"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "community.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
# Sign-up has its own pages (community/accounts/signing_up.py); this enables passwords on the sign-in page.
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_FORMS = {
    "login": "community.accounts.forms.SignInForm",
    "reauthenticate": "community.accounts.forms.ConfirmForm",
    "add_email": "community.accounts.forms.NewEmailForm",
    "change_password": "community.accounts.forms.ChangePasswordForm",
    "set_password": "community.accounts.forms.SetPasswordForm",
    "reset_password": "community.accounts.forms.ForgottenPasswordForm",
    "reset_password_from_key": "community.accounts.forms.ForgottenPasswordKeyForm",
}
# One address a user: it shows where they work, so a new one replaces the old when it is confirmed.
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
# Links to confirm an address last two hours, links to set a password one (NCSC: short-lived, used once).
ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS = 2 / 24
PASSWORD_RESET_TIMEOUT = 60 * 60
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_SESSION_REMEMBER = False
# Besides the library's own limits: how many documents one IP address may check, how many of those may take long,
# how many wrong calendar addresses it may try, and how often one mailbox gets a link to create an account.
ACCOUNT_RATE_LIMITS = {
    "verify": "20/m/ip",
    "verify_long": "3/m/ip",
    "calendar": "20/m/ip",
    "sign_up_mail": "1/3m/key",
}
MFA_ADAPTER = "community.accounts.adapters.MFAAdapter"
MFA_FORMS = {
    "authenticate": "community.accounts.forms.CodeForm",
    "reauthenticate": "community.accounts.forms.ConfirmCodeForm",
    "activate_totp": "community.accounts.forms.ActivateAppForm",
    "add_webauthn": "community.accounts.forms.AddPasskeyForm",
    "edit_webauthn": "community.accounts.forms.RenamePasskeyForm",
}
# A clock may be half a minute wrong (RFC 6238, section 5.2); each code works once (community/accounts/second_step.py).
MFA_TOTP_TOLERANCE = 1
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# Off, as it would write on every GET; community.accounts.sessions records one visit an hour.
USERSESSIONS_TRACK_ACTIVITY = False
# A provider's claim opens no existing account, unless its own settings have `email_authentication`; then the account is
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_FORMS = {
    "signup": "community.accounts.forms.SocialSignUpForm",
    "disconnect": "community.accounts.forms.DisconnectForm",
}
SOCIALACCOUNT_ADAPTER = "community.accounts.adapters.SocialAccountAdapter"
