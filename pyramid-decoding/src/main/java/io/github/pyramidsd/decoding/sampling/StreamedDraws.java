package io.github.pyramidsd.decoding.sampling;

/**
 * Accepts x with probability min(1, p(x)/q(x)) and otherwise draws from norm(max(0, p − q))
 * (Leviathan et al. 2023, Chen et al. 2023).
 */
final class StreamedDraws implements Draws {

  private final Randomness randomness;

  StreamedDraws(Randomness randomness) {
    this.randomness = randomness;
  }

  @Override
  public int pick(Distribution p, long position) {
    return randomness.draw(p);
  }

  @Override
  public boolean accepts(Distribution p, Distribution q, int token, long position) {
    return randomness.chance(Draws.acceptance(p, q, token));
  }

  @Override
  public int replace(Distribution p, Distribution q, Distribution buffer, long position) {
    buffer.setResidual(p, q);
    return randomness.draw(buffer);
  }

  @Override
  public boolean isCoupled() {
    return false;
  }
}
