"""The invented people of the demo, no participant or volunteer of whom there is, and the places where they are said to be."""

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

LISTED = (
    ("Nyborg Fængsel", "CLOSED", "Nyborg"),
    ("Vestre Fængsel", "REMAND", "København"),
    ("Horserød Fængsel", "OPEN", "Helsingør"),
    ("Jyderup Fængsel", "MIXED", "Holbæk"),
    ("Randers Arrest", "REMAND", "Randers"),
    ("Ringe Fængsel", "CLOSED", "Faaborg-Midtfyn"),
    ("Møgelkær Fængsel", "OPEN", "Hedensted"),
    ("Køge Arrest", "REMAND", "Køge"),
)
"""(name, type, municipality): of the list of places that the program ships. Nothing that the demo tells of them is true."""

UNLISTED = ("Lyngtoppen Fængsel", "OPEN", "Lyngsted")
"""A place that is on no list: headquarters first hears of it when its leader asks to be enrolled."""


def site(number: int, *, listed: bool = True) -> tuple[str, str, str]:
    """The place of a number from 0; beyond the list names come again with a numeral."""
    if not listed:
        return UNLISTED
    name, type_, municipality = LISTED[number % len(LISTED)]
    again = number // len(LISTED)
    return (f"{name} {again + 1}" if again else name), type_, municipality
