"""The invented people and places of the demo. No prison, participant or volunteer bears these names."""

GIVEN = (
    ("Anders", "m"), ("Birthe", "f"), ("Carsten", "m"), ("Ditte", "f"), ("Emil", "m"), ("Freja", "f"), ("Gunnar", "m"), ("Hanne", "f"),
    ("Ivan", "m"), ("Jytte", "f"), ("Kasper", "m"), ("Lone", "f"), ("Mikkel", "m"), ("Nanna", "f"), ("Oskar", "m"), ("Pia", "f"),
    ("Rasmus", "m"), ("Signe", "f"), ("Tobias", "m"), ("Ulla", "f"), ("Viggo", "m"), ("Winnie", "f"), ("Yrsa", "f"), ("Aksel", "m"),
)  # fmt: skip
"""Given names, with the gender that the demo states."""

FAMILY = (
    "Agerlund", "Birkhoved", "Dunhammer", "Engblomst", "Fjordglimt", "Gyldenris", "Havrekær", "Humlegren", "Isfugl",
    "Jordbærhøj", "Kløverdal", "Lyngtue", "Mosekrog", "Nattergal", "Odderskov", "Pilekrat", "Rugmark", "Solsortvang",
    "Strandmuld", "Tidselbo", "Tranebær", "Uglebjerg", "Vintergæk", "Ærtebæk", "Østervind", "Åkande",
)  # fmt: skip
"""Family names made of plants, birds and weather."""

TWICE = (
    (("Søren", "Åkande", "m"), ("Soeren", "Aakande", "m")),
    (("Åse", "Tranebær", "f"), ("Aase", "TRANEBAER", "f")),
    (("Hans-Jørgen", "van Rørdrum", "m"), ("Hans Joergen", "Van Roerdrum", "m")),
    (("Zoë", "Ben Måge", "f"), ("Zoe", "ben Maage", "f")),
)
"""The same person as two places spell the name."""

SITES = (
    ("Birkemosen Fængsel", "CLOSED", "Mosebæk"),
    ("Havrekrogen Arrest", "REMAND", "Havreby"),
    ("Lyngtoppen Fængsel", "OPEN", "Lyngsted"),
    ("Solsortens Udslusningspension", "HALFWAY", "Solsted"),
    ("Tranehøj Fængsel", "MIXED", "Tranby"),
    ("Ærteskoven Arrest", "REMAND", "Ærteby"),
    ("Østenvinden Fængsel", "CLOSED", "Vindby"),
    ("Åkandesøen Fængsel", "OPEN", "Åby Vang"),
)
"""(name, type, municipality)."""


def site(number: int) -> tuple[str, str, str]:
    """The place of a number from 0; beyond the list names come again with a numeral."""
    name, type_, municipality = SITES[number % len(SITES)]
    again = number // len(SITES)
    return (f"{name} {again + 1}" if again else name), type_, municipality
