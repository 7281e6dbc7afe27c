import json
import sys

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.doctor.findings import Level
from newsroom.doctor.running import bound_connecting, examine
from newsroom.doctor.telling import as_json, count, lines_of, summary
from newsroom.usage import DeskCommand

ILL = 1
STYLES = {Level.OK: "SUCCESS", Level.WARNING: "WARNING", Level.ERROR: "ERROR"}


class Command(DeskCommand):
    help = gettext_lazy(
        "Look at the whole deployment, and say what is wrong and how to mend it. Ends 0 where nothing is an"
        " error, else 1."
    )
    requires_system_checks = []  # they are among what it looks at
    requires_migrations_checks = False

    def add_arguments(self, parser):
        languages = [code for code, _name in settings.LANGUAGES]
        parser.add_argument(
            "--language",
            choices=languages,
            default=settings.LANGUAGE_CODE,
            help=_("the language of the answer"),
        )
        parser.add_argument("--json", action="store_true", dest="is_json", help=_("for machines"))

    def handle(self, *args, language, is_json, **options):
        bound_connecting()
        with translation.override(language):
            found = [self.tell(*pair, is_json=is_json) for pair in examine()]
            if is_json:
                self.stdout.write(json.dumps(as_json(found), ensure_ascii=False, indent=1))
            else:
                self.stdout.write(f"\n{summary(found)}")
        if count(found, Level.ERROR):
            sys.exit(ILL)

    def tell(self, check, findings, *, is_json):
        """Say at once what a check found: the next one may take its time."""
        if not is_json:
            for line in lines_of(check, findings):
                self.stdout.write(line)
            self.stdout.flush()
        return check, findings
