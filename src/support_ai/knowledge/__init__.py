"""The shop's own words: articles, cut into passages, found by meaning and by rare words, always cited."""
