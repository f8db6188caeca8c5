from reportlab.lib.colors import Color

class Shape: ...

class Rect(Shape):
    def __init__(
        self, x: float, y: float, width: float, height: float, *, fillColor: Color | None = None, strokeColor: Color | None = None
    ) -> None: ...

class String(Shape):
    def __init__(
        self,
        x: float,
        y: float,
        text: str,
        *,
        fontName: str = ...,
        fontSize: float = ...,
        fillColor: Color | None = None,
        textAnchor: str = ...,
    ) -> None: ...

class Drawing(Shape):
    width: float
    height: float
    contents: list[Shape]
    def __init__(self, width: float = 400, height: float = 200) -> None: ...
    def add(self, node: Shape, name: str | None = None) -> None: ...
    def asString(self, format: str) -> bytes | str: ...
