"""URLs of data shares, phase by phase."""

from django.urls import include, path

app_name = "agreements"
urlpatterns = [
    path("", include(f"agreements.{phase}.urls"))
    for phase in (
        "overview",
        "passport",
        "members",
        "assessing",
        "requesting",
        "responding",
        "drafting",
        "negotiating",
        "signing",
        "duties",
        "supplying",
        "varying",
        "reviewing",
        "register",
        "verifying",
    )
]
