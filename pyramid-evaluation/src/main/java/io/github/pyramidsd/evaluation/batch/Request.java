package io.github.pyramidsd.evaluation.batch;

import io.github.pyramidsd.decoding.decode.GenerationOptions;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What is asked of all prompts of a batch.
 *
 * @param method its name
 * @param decoding the models, the method and its knobs, in words: whatever else than the options
 *     decides about the tokens
 * @param options of all prompts; each prompt derives its seed from theirs
 * @param seeded whether the seed was asked for; if not, any other would do
 */
public record Request(String method, String decoding, GenerationOptions options, boolean seeded) {

  private static final int DIGEST_BYTES = 12;

  /** The options of a prompt. */
  public GenerationOptions options(Prompt prompt) {
    return prompt.options().over(options, prompt.id());
  }

  /** A digest of all that the continuation of a prompt depends on. */
  public String digest(Prompt prompt) {
    GenerationOptions own = options(prompt);
    boolean any = !seeded && prompt.options().seed() == null;
    String all =
        String.join(
            "\n", method, decoding, (any ? own.withSeed(0) : own) + " " + any, prompt.text());
    return digest(all);
  }

  /** A digest of all that the continuations of prompts depend on, and of which prompts they are. */
  public String digest(List<Prompt> prompts) {
    return digest(
        prompts.stream()
            .map(prompt -> prompt.id() + "\n" + digest(prompt))
            .collect(Collectors.joining("\n")));
  }

  private static String digest(String text) {
    return HexFormat.of().formatHex(Arrays.copyOf(PromptSeed.sha256(text), DIGEST_BYTES));
  }
}
