"""URLs of the pages about the supply."""

from django.urls import path

from agreements.supplying import import_views, views

urlpatterns = [
    path("shares/<slug:reference>/supply/", views.supply, name="supply"),
    path("shares/<slug:reference>/supply/template.csv", import_views.supply_template, name="supply_template"),
    path("shares/<slug:reference>/supply/<int:flow>/send/", views.send_data, name="send_data"),
    path("shares/<slug:reference>/supply/<int:flow>/test/", views.send_test, name="send_test"),
    path("shares/<slug:reference>/supply/<int:flow>/import/", import_views.import_supplies, name="import_supplies"),
    path("shares/<slug:reference>/supply/<int:flow>/set-up/<slug:item>/", views.set_up, name="set_up"),
    path("shares/<slug:reference>/supply/deliveries/<int:delivery>/", views.receive_data, name="receive_data"),
]
