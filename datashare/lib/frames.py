"""Tags for pages in Django's template language: the frame of the sign-in library's pages, and dates in words."""

from django import template
from django.forms import BaseForm
from django.template.base import Node, NodeList, Parser, Token
from django.template.context import Context
from django.utils.safestring import SafeString

from datashare.lib.clock import long_datetime
from datashare.lib.govuk import engine

register = template.Library()
register.filter("datetime", long_datetime)


class Capture(Node):
    """A node that renders its content into a variable of the page."""

    def __init__(self, nodelist: NodeList, name: str) -> None:
        self.nodelist, self.name = nodelist, name

    def render(self, context: Context) -> SafeString:
        context.dicts[0][self.name] = self.nodelist.render(context)
        return SafeString()


@register.tag
def capture(parser: Parser, token: Token) -> Capture:
    """Parse `{% capture name %}...{% endcapture %}`."""
    _, name = token.split_contents()
    nodelist = parser.parse(("endcapture",))
    parser.delete_first_token()
    return Capture(nodelist, name)


@register.simple_tag(takes_context=True)
def framed(context: Context, name: str) -> SafeString:
    """Return a Jinja page around the captured `title`, `content` and `scripts`."""
    wanted = {key: context.get(key) for key in ("title", "content", "scripts")}
    forms = [value for layer in context.dicts for value in layer.values() if isinstance(value, BaseForm)]
    page = engine().get_template(name)
    return SafeString(page.render(wanted | {"forms": forms}, context.get("request")))
