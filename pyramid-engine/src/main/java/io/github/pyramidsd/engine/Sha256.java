package io.github.pyramidsd.engine;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256, which tells models, prompts and results apart. */
public final class Sha256 {

  private Sha256() {}

  /** A digest that nothing was added to yet. */
  public static MessageDigest start() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** The digest of a text in UTF-8. */
  public static byte[] of(String text) {
    return start().digest(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The first hexadecimal digits of the digest of a text in UTF-8. */
  public static String hex(String text, int digits) {
    return HexFormat.of().formatHex(of(text)).substring(0, digits);
  }

  /** The first hexadecimal digits of the digest of texts, each with its length before it. */
  public static String hex(int digits, String... parts) {
    StringBuilder all = new StringBuilder();
    for (String part : parts) {
      all.append(part.getBytes(StandardCharsets.UTF_8).length).append(':').append(part);
    }
    return hex(all.toString(), digits);
  }
}
