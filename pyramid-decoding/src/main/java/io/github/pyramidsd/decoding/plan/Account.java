package io.github.pyramidsd.decoding.plan;

/**
 * What may be spent on exploring: every token pays a share of its time into it. All sums are
 * predictions; where time is measured, what came out differently is settled afterwards.
 */
final class Account {

  private final double share;
  private double seconds;

  /** Opens an empty account that is paid a share of the time. */
  Account(double share) {
    this.share = share;
  }

  /** Pays in for tokens. */
  void earn(double decodingSeconds) {
    seconds += share * decodingSeconds;
  }

  /** Takes seconds from the account, if it has them. */
  boolean pays(double cost) {
    if (cost > seconds) {
      return false;
    }
    seconds -= cost;
    return true;
  }

  /** Takes what something cost beyond its price, even if that leaves a debt; or gives it back. */
  void settle(double beyond) {
    seconds -= beyond;
  }
}
