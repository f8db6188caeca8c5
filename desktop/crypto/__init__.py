"""Small wrappers over `cryptography`, one concept a file; the only room that may import it, hashlib, hmac or secrets.

Nothing here is invented: Ed25519 (RFC 8032), HPKE (RFC 9180) with a hybrid of ML-KEM-768 and X25519, Cobblestone-256,
AES-256-GCM, Argon2id (RFC 9106), SHA-256. What is ours are the domain strings, the refusals and the byte layouts;
docs/vault-format.md and docs/bundle-format.md describe them, tests/vectors/crypto.json pins them.
No file is read or written here, and nothing is kept between calls.
"""
