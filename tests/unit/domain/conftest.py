from __future__ import annotations

from hypothesis import settings

# The machine is shared and some libraries load on first use: slow is no failure here.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
