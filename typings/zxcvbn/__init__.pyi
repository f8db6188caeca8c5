# What Indenfor uses of zxcvbn, whose wheel carries no types.
from collections.abc import Iterable
from typing import TypedDict

class Estimate(TypedDict):
    score: int  # 0 to 4
    guesses_log10: float

def zxcvbn(password: str, user_inputs: Iterable[str] | None = None, max_length: int = 72) -> Estimate: ...
