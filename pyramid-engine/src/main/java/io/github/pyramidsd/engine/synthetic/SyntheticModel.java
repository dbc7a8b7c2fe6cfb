package io.github.pyramidsd.engine.synthetic;

/** What marks the GGUF file of a model that was made up, so that no figure of it passes as real. */
public final class SyntheticModel {

  /** The metadata key of such a file, a string: {@link #RANDOM} or {@link #PLANTED}. */
  public static final String KIND_KEY = "pyramid.synthetic";

  /** All weights are random: what the model predicts means nothing, what it costs is real. */
  public static final String RANDOM = "random";

  /** The predictions were chosen when the weights were made: with them, acceptance rates. */
  public static final String PLANTED = "planted";

  private SyntheticModel() {}
}
