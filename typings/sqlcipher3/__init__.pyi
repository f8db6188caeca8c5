# What Indenfor uses of sqlcipher3 0.6.4, whose wheels carry no types.
from sqlcipher3 import dbapi2 as dbapi2
