"""What can stand in the way of an act that the person may otherwise do. Each carries words for the page."""


class NotNow(Exception):
    """The wrong moment: the thing has moved on. Answered with 409 and what changed."""


class Conflict(NotNow):
    """Someone changed the same words meanwhile. A page that can shows both texts; else it is a 409."""


class Incomplete(NotNow):
    """Something is missing first. The message says what, one reason a line."""
