"""Outside catalogues: what each one's records mean, in this service's own terms. Nothing here touches the database."""
