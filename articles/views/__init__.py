"""Public pages, search and JSON: thin views over named querysets. Nothing below imports from here."""
