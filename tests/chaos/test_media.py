"""The store of pictures takes nothing."""

import json
import time
from io import BytesIO

import pytest
from PIL import Image

from tests.chaos.desk import Desk

pytestmark = pytest.mark.chaos
REFUSED = "مخزن الصور يرفضها"


def picture(color):
    output = BytesIO()
    Image.new("RGB", (120, 80), color).save(output, "PNG")
    return output.getvalue()


def test_an_upload_is_refused_in_words_and_pages_stand(site):
    desk, media = Desk(site.origin).sign_in(), site.var / "media"
    with site.fault("store of pictures refuses") as outcome:
        aside = media.rename(site.var / "media-aside") if media.exists() else None
        media.write_text("no folder")
        try:
            answer = desk.upload("a.png", picture("teal"))
            assert answer.status == 200
            [file] = json.loads(answer.content)["files"]
            assert REFUSED in file["text"]
            _status, told = site.get("/readyz")
            assert "media: not writable" in told
            time.sleep(3)
        finally:
            media.unlink()
            if aside:
                aside.rename(media)
        outcome.note = "told at each file; readyz says " + told.split("\n")[0]
    [file] = json.loads(desk.upload("a.png", picture("teal")).content)["files"]
    assert file["state"] == "new"
    assert not any(visit.error for person in outcome.readers for visit in person.visits)
