"""URLs of the pages about the duties of an agreement."""

from django.urls import path

from agreements.duties import calendar_views, views

urlpatterns = [
    path("calendar.ics", calendar_views.feed, name="calendar_feed"),
    path("account/calendar/", calendar_views.calendar, name="calendar"),
    path("account/calendar/stop/", calendar_views.stop_calendar, name="stop_calendar"),
    path("shares/<slug:reference>/dates.ics", calendar_views.share_calendar, name="share_calendar"),
    path("shares/<slug:reference>/duties/", views.duties, name="duties"),
    path("shares/<slug:reference>/duties/<int:duty>/", views.keep, name="keep_duty"),
    path("shares/<slug:reference>/duties/<int:duty>/waive/", views.waive, name="waive_duty"),
    path("shares/<slug:reference>/duties/<int:dateless>/day/", views.enter_day, name="date_duty"),
]
