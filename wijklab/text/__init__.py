"""The readers' words, Dutch and English: a catalogue of phrases, and numbers and dates as people write them."""

from wijklab.text.catalogue import LANGUAGES, has_phrase, phrase
from wijklab.text.numbers import MINUS, date, decimal, euro, month, percent, quantity, quantity_range, signed

__all__ = [
    "LANGUAGES",
    "MINUS",
    "date",
    "decimal",
    "euro",
    "has_phrase",
    "month",
    "percent",
    "phrase",
    "quantity",
    "quantity_range",
    "signed",
]
