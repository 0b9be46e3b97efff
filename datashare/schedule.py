"""The worker's schedule; times in seconds."""

SCHEDULE = {
    "seal what is owed": {"task": "agreements.tasks.sweep_seal_jobs", "schedule": 30.0},
    "list what is owed": {"task": "agreements.tasks.sweep_register_jobs", "schedule": 30.0},
    "end what is over": {"task": "agreements.tasks.sweep_last_days", "schedule": 300.0},
    "bring into force what no longer waits": {"task": "agreements.tasks.sweep_dates", "schedule": 300.0},
    "send what is owed": {"task": "community.tasks.send_owed_mail", "schedule": 30.0},
    "forget sessions that have run out": {"task": "community.tasks.clear_expired_sessions", "schedule": 3600.0},
    "end roles whose ground is gone": {"task": "agreements.tasks.end_roles", "schedule": 60.0},
    # Often, in case the worker was away at seven; each user still gets one a day.
    "summarise the day before": {"task": "community.tasks.make_daily_summaries", "schedule": 900.0},
    "say that the queue is consumed": {"task": "datashare.tasks.heartbeat", "schedule": 15.0},
    # Writes a file if one is due: an hour after the last, or for a signature whose message was lost.
    "keep the heads of every chain": {"task": "agreements.tasks.publish_heads", "schedule": 60.0},
    # Hourly and nightly jobs: datashare/clock_jobs.py has the times, and a table what is due.
    "do what is due by the clock": {"task": "datashare.tasks.run_due", "schedule": 60.0},
}
