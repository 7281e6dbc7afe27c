"""The words that came inside a picture file, as agencies and phones write them."""

from io import BytesIO

import pytest
from PIL import Image as Pillow

from articles.embedded import LENGTHS, words_in
from tests.articles.metadata import jpeg, packet

UTF8 = {(1, 90): b"\x1b%G"}


def read(content):
    with Pillow.open(BytesIO(content)) as image:
        return words_in(image)


@pytest.mark.parametrize(
    ("iptc", "caption", "credit"),
    [
        # declared as UTF-8
        ({**UTF8, (2, 120): "جسر الوادي".encode(), (2, 110): "وكالات".encode()}, "جسر الوادي", "وكالات"),
        # UTF-8 that nobody declared
        ({(2, 120): "جسر الوادي".encode(), (2, 80): "منى سالم".encode()}, "جسر الوادي", "منى سالم"),
        # as the tools of old wrote Arabic, and French in the same table
        ({(2, 120): "جسر الوادي".encode("cp1256")}, "جسر الوادي", ""),
        ({(2, 115): "Agence Félix".encode("cp1256")}, "", "Agence Félix"),
        # bad bytes in what says that it is UTF-8 cost themselves
        ({**UTF8, (2, 120): "جسر".encode() + b"\xff"}, "جسر\ufffd", ""),
        # the credit line goes before the photographer
        ({(2, 110): b"AFP", (2, 80): b"Mona"}, "", "AFP"),
        ({(2, 120): "سطر\r\nوسطر\0".encode()}, "سطر\nوسطر", ""),
    ],
)
def test_iptc_is_read_in_its_encoding(iptc, caption, credit):
    assert read(jpeg(iptc=iptc)) == {"caption": caption, "credit": credit, "alt": ""}


def test_several_photographers_are_all_named():
    lines = [((2, 80), "منى سالم".encode("cp1256")), ((2, 80), "علي حسن".encode("cp1256"))]
    assert read(jpeg(iptc=lines))["credit"] == "منى سالم، علي حسن"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_xmp_is_read_in_arabic_where_it_has_it(kind):
    xmp = packet(
        description={"x-default": "A bridge", "ar": "جسر الوادي"}, credit="وكالات", alt={"x-default": "جسر"}
    )
    assert read(jpeg(kind, xmp=xmp)) == {"caption": "جسر الوادي", "credit": "وكالات", "alt": "جسر"}


@pytest.mark.parametrize(
    ("xmp", "credit"),
    [
        (packet(credit="وكالات", as_attribute=True), "وكالات"),
        (packet(creators=["منى سالم", "علي حسن"]), "منى سالم، علي حسن"),
        (packet(creators=["منى"], credit="وكالات"), "وكالات"),
    ],
)
def test_the_credit_of_xmp_stands_as_element_attribute_or_creator(xmp, credit):
    assert read(jpeg(xmp=xmp))["credit"] == credit


def test_xmp_goes_before_iptc_and_leaves_to_it_what_it_lacks():
    content = jpeg(
        xmp=packet(description={"x-default": "من XMP"}), iptc={(2, 120): b"IPTC", (2, 110): b"AFP"}
    )
    assert read(content) == {"caption": "من XMP", "credit": "AFP", "alt": ""}


BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
FETCH = b'<!DOCTYPE x [<!ENTITY b SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("head", [BOMB, FETCH])
def test_entities_of_xmp_are_neither_expanded_nor_fetched(head):
    xmp = head + packet(description={"x-default": "قبل ENTITY"}).replace(b"ENTITY", b"&b;")
    assert read(jpeg(xmp=xmp))["caption"] in ("", "قبل")


@pytest.mark.parametrize("xmp", [b"<x:xmpmeta", b"\xff\xfe\0", b"", b"<a/>" + b" " * 2**21])
def test_broken_xmp_costs_itself_only(xmp):
    found = read(jpeg("PNG", xmp=xmp)) if len(xmp) > 2**16 else read(jpeg(xmp=xmp, iptc={(2, 110): b"AFP"}))
    assert found["credit"] == ("AFP" if len(xmp) < 2**16 else "")


def test_broken_iptc_costs_itself_only():
    assert read(jpeg(raw_iptc=b"\x1c\x02\x78\xff\xff\x00")) == {"caption": "", "credit": "", "alt": ""}
    assert read(jpeg(raw_iptc=b"\x1c\x02\x78\x00\x09abc"))["credit"] == ""


def test_words_have_bounds():
    found = read(jpeg(iptc={(2, 120): b"a" * 20_000, (2, 110): b"b" * 900}))
    assert {name: len(found[name]) for name in ("caption", "credit")} == {
        "caption": LENGTHS["caption"], "credit": LENGTHS["credit"],
    }  # fmt: skip
