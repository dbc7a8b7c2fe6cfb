package io.github.pyramidsd.evaluation.batch;

import io.github.pyramidsd.decoding.decode.GenerateOptions;
import io.github.pyramidsd.engine.Sha256;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What is asked of all prompts of a batch.
 *
 * @param method its name
 * @param decoding the models, the method and its knobs, in words: whatever else than the options
 *     decides about the tokens
 * @param options of all prompts; each prompt derives its seed from theirs, if they have one
 * @param special whether names of special tokens in prompts become those tokens
 */
public record Request(String method, String decoding, GenerateOptions options, boolean special) {

  private static final int DIGITS = 24;

  /** The options of a prompt. */
  public GenerateOptions options(Prompt prompt) {
    return prompt.options().over(options, prompt.id());
  }

  /** A digest of all that the continuation of a prompt depends on. */
  public String digest(Prompt prompt) {
    String all =
        String.join(
            "\n",
            method,
            decoding + (special ? " special" : ""),
            options(prompt).toString(),
            prompt.text());
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
    return Sha256.hex(text, DIGITS);
  }
}
