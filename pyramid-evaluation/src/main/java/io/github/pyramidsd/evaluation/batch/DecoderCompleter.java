package io.github.pyramidsd.evaluation.batch;

import io.github.pyramidsd.decoding.decode.Decoder;
import io.github.pyramidsd.decoding.decode.FinishReason;
import io.github.pyramidsd.decoding.decode.Generation;
import io.github.pyramidsd.decoding.decode.GenerationListener;
import io.github.pyramidsd.decoding.decode.GenerationOptions;
import io.github.pyramidsd.decoding.decode.Response;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** Completes prompts with a decoder. The models are the caller's. */
public final class DecoderCompleter implements Completer {

  private final Decoder decoder;
  private final Request request;
  private volatile @Nullable Generation running;
  private volatile boolean cancelled;

  /** Prepares. */
  public DecoderCompleter(Decoder decoder, Request request) {
    this.decoder = decoder;
    this.request = request;
  }

  /**
   * Checks that prompts leave room in the context for their answers' first token.
   *
   * @throws IOException if one does not; the message names its line
   */
  public void check(List<Prompt> prompts) throws IOException {
    for (Prompt prompt : prompts) {
      GenerationOptions options = request.options(prompt);
      int most = decoder.pyramid().contextLength();
      int room = options.contextLength() > 0 ? Math.min(options.contextLength(), most) : most;
      int length = decoder.pyramid().target().vocabulary().encodePrompt(prompt.text()).length;
      if (length >= room) {
        throw new IOException(
            "%s: has %s tokens, expected fewer than %s, the length of the context"
                .formatted(place(prompt), length, room));
      }
    }
  }

  /**
   * Completes a prompt.
   *
   * @throws CancellationException if it was {@linkplain #cancel cancelled}
   */
  @Override
  public Completion complete(Prompt prompt) throws IOException {
    GenerationOptions options = request.options(prompt);
    Response response;
    try (Generation generation = decoder.start(prompt.text(), options, GenerationListener.NONE)) {
      running = generation;
      if (cancelled) {
        generation.cancel();
      }
      response = generation.run();
    } catch (IllegalArgumentException e) {
      throw new IOException(place(prompt) + ": " + e.getMessage(), e);
    } finally {
      running = null;
    }
    if (response.finishReason() == FinishReason.CANCELLED) {
      throw new CancellationException(place(prompt) + ": cancelled");
    }
    return completion(prompt, options, response);
  }

  /** Ends the completion at work, and all later ones, from any thread. */
  public void cancel() {
    cancelled = true;
    Generation generation = running;
    if (generation != null) {
      generation.cancel();
    }
  }

  private Completion completion(Prompt prompt, GenerationOptions options, Response response) {
    return new Completion(
        prompt.id(),
        prompt.line(),
        response.text(),
        response.tokens(),
        response.promptTokens(),
        response.finishReason().label(),
        request.method(),
        options.seed(),
        response.seconds(),
        response.promptSeconds(),
        response.deviationBound().isPresent() ? response.deviationBound().getAsDouble() : null,
        request.digest(prompt));
  }

  private static String place(Prompt prompt) {
    return "line %s: prompt \"%s\"".formatted(prompt.line(), prompt.id());
  }

  @Override
  public void close() {}
}
