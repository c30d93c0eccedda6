"""Corpora that the benchmarks make for themselves, of text that is on the machine anyway."""
