"""What each job does, in the words of the desk."""

from django.utils.translation import gettext_lazy as _

NAMES = {
    "articles.tasks.ask_for_due_feeds": _("Asking the feeds whose time has come"),
    "articles.tasks.count_terms": _("Counting the words of new articles"),
    "articles.tasks.crop_pictures": _("Making crops of pictures"),
    "articles.tasks.fetch_pictures": _("Fetching pictures"),
    "articles.tasks.fold_page_versions": _("Counting what changed on pages"),
    "articles.tasks.forget_many": _("Clearing changes of many that nobody confirmed"),
    "articles.tasks.forget_reads": _("Clearing old counts of reads"),
    "articles.tasks.go_on_with_many": _("A change of many articles"),
    "articles.tasks.mail_sign_up": _("Mailing the letter of a sign-up to the newsletter"),
    "articles.tasks.mail_waiting": _("Trying again the letters of sign-ups"),
    "articles.tasks.mend_stale_search": _("Renewing the index of the search"),
    "articles.tasks.poll": _("Reading a feed"),
    "articles.tasks.publish_planned_updates": _("Publishing planned updates"),
    "articles.tasks.purge_pages": _("Telling the shared cache in front of changes"),
    "articles.tasks.rank_day": _("Ranking what was read most in a day"),
    "articles.tasks.rank_longer": _("Ranking what was read most in a week and a month"),
    "articles.tasks.refresh_similar": _("Choosing similar articles"),
    "articles.tasks.resume_many": _("Going on with changes of many"),
    "articles.tasks.resume_undos": _("Going on with undos of imports"),
    "articles.tasks.send_newsletter": _("Sending the newsletter"),
    "articles.tasks.settle_changed": _("Choosing who stands for copies that changed"),
    "articles.tasks.settle_ended_rights": _("Watching for rights that ended"),
    "articles.tasks.settle_source": _("Choosing who stands for the copies of a source"),
    "articles.tasks.sweep_crops": _("Clearing crops of pictures that are gone"),
    "articles.tasks.sweep_sessions": _("Clearing sessions that are over"),
    "articles.tasks.tell_hub_of_changes": _("Telling the hub of changes in feeds"),
    "articles.tasks.undo": _("Undoing an import"),
    "newsroom.tasks.forget_jobs": _("Clearing jobs that are done"),
    "newsroom.tasks.forget_sign_ins": _("Clearing what is told of old sign-ins"),
    "newsroom.tasks.mail_notice": _("Telling a person of a change to their sign-in"),
    "newsroom.tasks.make_backup": _("Making the nightly backup"),
    "newsroom.tasks.take_back_jobs": _("Beginning again what lost its worker"),
    "newsroom.tasks.test_backup": _("Testing the newest backup"),
    "tags.tasks.find_duplicate_keywords": _("Looking for duplicate keywords"),
    "tags.tasks.forget_orphaned_summaries": _("Dropping what was kept of keywords that are gone"),
    "tags.tasks.go_on_with_merge": _("A merge of keywords"),
    "tags.tasks.learn_keywords": _("Learning which keywords are chosen"),
    "tags.tasks.mend_stale_stems": _("Renewing the stems of keywords"),
    "tags.tasks.resume_merges": _("Going on with merges of keywords"),
    "tags.tasks.summarise_keywords": _("Summing up keywords for their pages"),
}


def job_name(task: str) -> str:
    """Name a task; one of an earlier release keeps its own name."""
    return str(NAMES.get(task, task))
