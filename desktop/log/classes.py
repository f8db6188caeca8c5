"""Classes of parts: what may travel over which edge of the tree, and how long it is kept.

A part holds one class. What a class may not do, no service can do by mistake: export asks this table, and a part
whose class an edge does not carry is withheld (its hash stays in the header, so the chain still verifies).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class PartClass:
    """`up_to_site`, `up_to_hq`, `down_to_volunteer`, `down_to_site`: carried on that edge. `days`: retention of its own, 0 = its row's."""

    name: str
    up_to_site: bool
    up_to_hq: bool
    down_to_volunteer: bool
    down_to_site: bool
    days: int = 0

    def carried(self, edge: str) -> bool:
        """`edge` is "volunteer>site", "site>hq", "site>volunteer" or "hq>site"; "sibling": sealed to another laptop of the place,
        which is what headquarters must not read.
        """
        return {
            "volunteer>site": self.up_to_site,
            "site>hq": self.up_to_hq,
            "site>volunteer": self.down_to_volunteer,
            "hq>site": self.down_to_site,
            "sibling": not self.up_to_hq,
        }[edge]


CLASSES: Mapping[str, PartClass] = MappingProxyType(
    {
        part.name: part
        for part in (
            PartClass("core", up_to_site=True, up_to_hq=True, down_to_volunteer=True, down_to_site=True),
            PartClass("person", up_to_site=False, up_to_hq=True, down_to_volunteer=False, down_to_site=True),
            PartClass("identity", up_to_site=False, up_to_hq=True, down_to_volunteer=False, down_to_site=True),
            PartClass("contact", up_to_site=True, up_to_hq=False, down_to_volunteer=False, down_to_site=False),
            PartClass("note", up_to_site=True, up_to_hq=False, down_to_volunteer=True, down_to_site=False, days=90),
            PartClass("restriction", up_to_site=False, up_to_hq=False, down_to_volunteer=False, down_to_site=False),
            PartClass("local", up_to_site=True, up_to_hq=False, down_to_volunteer=True, down_to_site=False),
            PartClass("local_person", up_to_site=False, up_to_hq=False, down_to_volunteer=False, down_to_site=False),
        )
    }
)


def carried(class_: str, edge: str) -> bool:
    """Whether an edge carries a class; a class that this version does not know is never carried."""
    known = CLASSES.get(class_)
    return known is not None and known.carried(edge)


def class_of(table_class: str, *, local: bool) -> str:
    """The class of a part: `local` or `local_person` where the participant has not consented to transfer.

    Person and identity never share a class with what a volunteer may read, consent or not.
    """
    if not local:
        return table_class
    return {"core": "local", "person": "local_person", "identity": "local_person"}.get(table_class, table_class)
