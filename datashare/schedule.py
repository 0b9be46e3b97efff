"""What the worker does by the clock; times in seconds."""

SCHEDULE = {
    "seal what is owed": {"task": "agreements.tasks.sweep_seal_jobs", "schedule": 30.0},
    "list what is owed": {"task": "agreements.tasks.sweep_register_jobs", "schedule": 30.0},
    "send what is owed": {"task": "community.tasks.send_owed_mail", "schedule": 30.0},
    "forget sessions that have run out": {"task": "community.tasks.clear_expired_sessions", "schedule": 3600.0},
    "end roles whose ground is gone": {"task": "agreements.tasks.end_roles", "schedule": 60.0},
    # Often, so that no day is left out when the worker was away at seven; each person gets one a day.
    "summarise the day before": {"task": "community.tasks.make_daily_summaries", "schedule": 900.0},
    "say that the queue is consumed": {"task": "datashare.tasks.heartbeat", "schedule": 15.0},
    # Writes a file where one is owed: an hour after the last, and for a signature whose own message was lost.
    "keep the heads of every chain": {"task": "agreements.tasks.publish_heads", "schedule": 60.0},
    # What is done each hour or night: datashare/clock_jobs.py says when, and a table what is owed.
    "do what is due by the clock": {"task": "datashare.tasks.run_due", "schedule": 60.0},
}
