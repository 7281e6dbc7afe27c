from django.db import migrations, models


class Migration(migrations.Migration):
    """Let the house choose the digits, the names of months and the Hijri dates of its pages."""

    dependencies = [("articles", "0063_hub_progress")]

    operations = [
        migrations.AddField("housestyle", "page_digits", models.CharField(
            choices=[("latin", "123"), ("arabic", "١٢٣")], default="latin", max_length=12,
            verbose_name="digits of dates and counts",
        )),
        migrations.AddField("housestyle", "page_months", models.CharField(
            choices=[
                ("dual", "both: نوفمبر/تشرين الثاني"),
                ("egyptian", "Egypt, the Gulf, Libya, Sudan: نوفمبر"),
                ("levantine", "The Levant and Iraq: تشرين الثاني"),
                ("maghreb", "Tunisia and Algeria: جويلية، أوت"),
                ("moroccan", "Morocco: نونبر"),
                ("mauritanian", "Mauritania: شتمبر، دجمبر"),
            ],
            default="dual", max_length=12, verbose_name="names of months",
        )),
        migrations.AddField("housestyle", "page_hijri", models.BooleanField(
            default=False, verbose_name="Hijri date beside the Gregorian",
            help_text="By Umm al-Qura, on articles and in the archive.",
        )),
    ]  # fmt: skip
