"""The work itself: decoding, networks, loops. Knows torch and no Qt."""
