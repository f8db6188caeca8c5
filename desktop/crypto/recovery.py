"""The recovery code on the printed sheet: 32 signs in eight groups of four.

    code    = base32 of 17 random bytes (136 bits) + 3 bytes of check, in Crockford's alphabet (no I, L, O, U)
    check   = the first 3 bytes of domain_hash("indenfor-recovery-check/1", the 17 bytes)
    seed    = domain_hash("indenfor-recovery/1", the 17 bytes): 32 bytes

The check tells a slip of the pen from another datalager's code; 136 random bits need no slow hash.
What is typed may differ in case, spaces and dashes; O is read as 0, I and L as 1.
"""

import base64
import re

from desktop.crypto.digests import domain_hash, random_bytes, same
from desktop.errors import WrongRecoveryCode

SECRET_LENGTH = 17
CHECK_LENGTH = 3
CODE_LENGTH = 32

_STANDARD = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOKALIKES = {"O": "0", "I": "1", "L": "1"}
_BETWEEN = re.compile(r"[\s\-\u2010-\u2015]+")


def new_code() -> str:
    """A fresh code, such as it is printed: "XXXX-XXXX-…", 39 characters."""
    return _written(random_bytes(SECRET_LENGTH))


def seed_of(code: str) -> bytes:
    """The 32 bytes of a typed code; raises WrongRecoveryCode if it cannot be a code or its check does not fit."""
    signs = "".join(_LOOKALIKES.get(sign, sign) for sign in _BETWEEN.sub("", code).upper())
    if len(signs) != CODE_LENGTH or not set(signs) <= set(_CROCKFORD):
        raise WrongRecoveryCode
    whole = base64.b32decode(signs.translate(str.maketrans(_CROCKFORD, _STANDARD)))
    secret = whole[:SECRET_LENGTH]
    if not same(whole[SECRET_LENGTH:], _check(secret)):
        raise WrongRecoveryCode
    return domain_hash("indenfor-recovery/1", secret)


def _written(secret: bytes) -> str:
    signs = base64.b32encode(secret + _check(secret)).decode("ascii").translate(str.maketrans(_STANDARD, _CROCKFORD))
    return "-".join(signs[start : start + 4] for start in range(0, CODE_LENGTH, 4))


def _check(secret: bytes) -> bytes:
    return domain_hash("indenfor-recovery-check/1", secret)[:CHECK_LENGTH]
