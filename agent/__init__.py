"""The local signing agent: shows what is to be signed, takes the PIN in its own window, signs on the holder's token.

It runs on the holder's computer, trusts one platform by its pinned key, and imports nothing of the platform.
"""

VERSION = "0.1.0"
