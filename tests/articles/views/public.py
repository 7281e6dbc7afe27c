"""What the tests of public pages share."""

import json
import re

import html5lib
from django.utils.html import escape

from articles.models import Section, Source

DATA_BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
HOSTILE = """</title><script>alert('x')</script> & "اقتباس" <!-- ]]> \u202eعكس"""


def parse_strictly(response):
    """Parse a page as HTML5; the first error of the page is raised."""
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(response.content.decode())


def structured_data(response, kind):
    blocks = [json.loads(block) for block in DATA_BLOCK.findall(response.content.decode())]
    return next(block for block in blocks if block["@type"] == kind)


def texts(response, path):
    """List the texts of the elements that an ElementTree path finds."""
    return ["".join(node.itertext()).strip() for node in parse_strictly(response).iterfind(path)]


def place_in_menu(*names, parent=None):
    for position, name in enumerate(names, 1):
        row, _old = Section.objects.ensure([name])
        Section.objects.filter(pk=row[name].pk).update(in_menu=True, position=position, parent=parent)
    return list(Section.objects.filter(name__in=names).order_by("position"))


def set_rights(name, **fields):
    Source.objects.filter(name=name).update(**fields)


def escaped(text):
    return escape(text)
