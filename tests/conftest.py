"""For all tests: machines are busy, so no drawn example fails for taking long; a whole test still has its timeout."""

from hypothesis import settings

settings.register_profile("ibid", deadline=None, max_examples=60)
settings.load_profile("ibid")
