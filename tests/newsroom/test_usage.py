"""What a person is told who types a command wrongly, in Arabic; argparse keeps its own texts to itself."""

import io

import pytest
from django.core.management import call_command, get_commands, load_command_class


@pytest.fixture
def refuse(capsys):
    """Parse arguments as the command line does, and return the status and what was told."""

    def run(name, *arguments):
        command = load_command_class(get_commands()[name], name)
        command._called_from_command_line = True
        command.stderr = io.StringIO()
        with pytest.raises(SystemExit) as end:
            command.create_parser("manage.py", name).parse_args(arguments)
        assert capsys.readouterr().err == ""
        return end.value.code, command.stderr.getvalue()

    return run


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "ينقص الأمر: PATH"),
        (["x", "--wrong"], "ما لا نعرفه في الأمر: --wrong"),
        (
            ["x", "--format", "docx"],
            "لا تصلح القيمة docx مع --format، "
            "والمسموح: auto, page, jsonl, csv, rss, wxr, ninjs, newsml, html",
        ),
        (["x", "--batch-size", "كثير"], "يجب أن تكون قيمة --batch-size عددا صحيحا، لا كثير"),
        (["x", "--status"], "ينبغي أن تلي --status قيمة"),
        (["x", "--re", "y"], "الخيار --re يحتمل أكثر من واحد: --report, --rejects"),
    ],
)
def test_a_mistake_of_usage_ends_with_2_and_is_told_in_arabic(refuse, arguments, told):
    status, text = refuse("import_articles", *arguments)
    first, hint = text.replace("\u200e", "").splitlines()
    assert (status, first) == (2, told)
    assert hint.endswith("manage.py import_articles --help")


@pytest.mark.parametrize("name", ["import_articles", "export_articles", "reindex_articles"])
def test_the_help_of_a_command_says_in_arabic_what_it_does(name):
    command = load_command_class(get_commands()[name], name)
    text = command.create_parser("manage.py", name).format_help()
    assert any("\u0621" <= char <= "\u064a" for char in text.split("\n\n")[1])


@pytest.mark.django_db
def test_the_first_rejects_are_told_with_their_reasons_and_where_the_rest_are(tmp_path):
    lines = tmp_path / "in.jsonl"
    lines.write_text("x\n" * 7, encoding="utf-8")
    for options, last in (
        ({}, "رُفض غيرها أيضا؛ والخيار --rejects FILE.jsonl يحفظها كلها."),
        ({"rejects": f"{tmp_path}/r"}, f"المرفوضات كلها لإصلاحها واستيرادها: {tmp_path}/r"),
    ):
        errors = io.StringIO()
        with pytest.raises(SystemExit):
            call_command("import_articles", str(lines), format="jsonl", no_progress=True,
                         stdout=io.StringIO(), stderr=errors, **options)  # fmt: skip
        told = errors.getvalue().replace("\u200e", "").splitlines()
        assert told[0].startswith(f"مرفوض: {lines} 1: ")
        assert (len(told), told[-1]) == (6, last)


@pytest.mark.django_db
def test_a_folder_without_files_is_told(tmp_path):
    errors = io.StringIO()
    call_command("import_articles", str(tmp_path), stdout=io.StringIO(), stderr=errors, no_progress=True)
    assert errors.getvalue() == "لا ملفات فيما سُمّي.\n"
