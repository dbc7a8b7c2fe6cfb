package io.github.pyramidsd.engine.quant;

/** What one stored block of a row shares; a buffer that is filled anew for every block. */
final class SharedScales {

  private static final int MOST_GROUPS = 16;

  /** The scale, or what all scales of the block are multiples of: half precision. */
  short scale;

  /** The minimum, or what all minimums of the block are multiples of: half precision. */
  short minimum;

  /** How many times {@link #scale}, for each group of the block. */
  final byte[] scales = new byte[MOST_GROUPS];

  /** How many times {@link #minimum}, for each group of the block. */
  final byte[] minimums = new byte[MOST_GROUPS];
}
