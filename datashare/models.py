"""No tables of its own; but Django tells an app that migrations have run only when it has this module."""
