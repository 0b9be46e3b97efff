"""The fields of expertise that a data share needs, and that guidance is reviewed by. Pure data."""

from django.db.models import TextChoices


class Skill(TextChoices):
    """An adviser's field of expertise. The list is the one the request asks about."""

    LEGAL = "legal", "Legal"
    DATA_PROTECTION = "data_protection", "Data protection"
    SECURITY = "security", "Security"
    TECHNOLOGY = "technology", "Technology"
    GOVERNANCE = "data_governance", "Data governance"
    ETHICS = "ethics", "Ethics"
