"""The words: drafted from answers, compared, frozen, rendered, sealed, verified."""
