"""Outside catalogues: their records in this service's own terms. Nothing here uses the database."""
