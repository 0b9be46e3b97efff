"""Tags for pages in Django's template language, so that the sign-in library's pages stand in the same frame."""

from django import template
from django.forms import BaseForm
from django.template.base import Node, NodeList, Parser, Token
from django.template.context import Context
from django.utils.safestring import SafeString

from datashare.lib.govuk import engine

register = template.Library()


class Capture(Node):
    """Renders what is inside into a variable of the page."""

    def __init__(self, nodelist: NodeList, name: str) -> None:
        self.nodelist, self.name = nodelist, name

    def render(self, context: Context) -> SafeString:
        context.dicts[0][self.name] = self.nodelist.render(context)
        return SafeString()


@register.tag
def capture(parser: Parser, token: Token) -> Capture:
    """{% capture name %}...{% endcapture %}"""
    _, name = token.split_contents()
    nodelist = parser.parse(("endcapture",))
    parser.delete_first_token()
    return Capture(nodelist, name)


@register.simple_tag(takes_context=True)
def framed(context: Context, name: str) -> SafeString:
    """Render a Jinja page around what was captured as `title`, `content` and `scripts`."""
    wanted = {key: context.get(key) for key in ("title", "content", "scripts")}
    forms = [value for layer in context.dicts for value in layer.values() if isinstance(value, BaseForm)]
    page = engine().get_template(name)
    return SafeString(page.render(wanted | {"forms": forms}, context.get("request")))
