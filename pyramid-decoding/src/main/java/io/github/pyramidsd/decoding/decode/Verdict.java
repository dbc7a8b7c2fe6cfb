package io.github.pyramidsd.decoding.decode;

/** What a verifier makes of one proposal. */
enum Verdict {
  /** It is emitted. */
  ACCEPT,
  /** A token drawn from norm(max(0, p − q)) is emitted in its place. */
  REPLACE_FROM_RESIDUAL,
  /** A token drawn from p itself is emitted in its place. */
  REPLACE_FROM_OWN
}
