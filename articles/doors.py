"""The function behind each move of the table; the names of the table are the only ones there are."""

from articles import planning, publishing

DOORS = {
    "submit": publishing.submit, "send_back": publishing.send_back, "approve": publishing.approve,
    "publish": publishing.publish, "schedule": publishing.schedule, "correct": publishing.correct,
    "unpublish": publishing.unpublish, "withdraw": publishing.withdraw, "reinstate": publishing.reinstate,
    "plan_update": planning.plan_update, "drop_update": planning.drop_update, "embargo": planning.embargo,
    "lift_embargo": planning.lift_embargo, "mark_breaking": planning.mark_breaking,
    "end_breaking": planning.end_breaking,
}  # fmt: skip
