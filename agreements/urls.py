"""The addresses of data shares, phase by phase."""

from agreements.urls import drafting, filling, negotiating, requesting, responding, share, signing, verifying

app_name = "agreements"
urlpatterns = [
    *share.urlpatterns,
    *requesting.urlpatterns,
    *responding.urlpatterns,
    *drafting.urlpatterns,
    *negotiating.urlpatterns,
    *filling.urlpatterns,
    *signing.urlpatterns,
    *verifying.urlpatterns,
]
