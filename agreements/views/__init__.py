"""Pages that ask and show: fetch, form, action, redirect."""
