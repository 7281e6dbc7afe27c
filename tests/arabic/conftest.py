from hypothesis import settings

# A shared machine may be slow; the suite asserts results, never seconds.
settings.register_profile("newsroom", deadline=None)
settings.load_profile("newsroom")
