"""Say what is wrong with a deployment and how to mend it: `manage.py doctor`.

`findings` holds what a check gives; each other module holds the checks of one family, none of which knows
another; `running` runs them one after the other, bounded in time; `telling` writes down what was found.
"""
