package io.github.pyramidsd.evaluation.batch;

import io.github.pyramidsd.decoding.Decoder;
import io.github.pyramidsd.decoding.decode.Certificate;
import io.github.pyramidsd.decoding.decode.Context;
import io.github.pyramidsd.decoding.decode.Finish;
import io.github.pyramidsd.decoding.decode.GenerateOptions;
import io.github.pyramidsd.decoding.decode.Response;
import io.github.pyramidsd.decoding.decode.TokenStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** Completes prompts with a decoder. The models are the caller's. */
public final class DecoderCompleter implements Completer {

  private final Decoder decoder;
  private final Request request;
  private volatile @Nullable TokenStream running;
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
      int room = decoder.contextLength();
      int length = encode(prompt).length;
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
    GenerateOptions options = request.options(prompt);
    Response response;
    int[] tokens = encode(prompt);
    try (Context context = decoder.open();
        TokenStream stream = context.append(tokens).stream(options)) {
      running = stream;
      if (cancelled) {
        stream.cancel();
      }
      stream.forEachRemaining(_ -> {});
      response = stream.response();
    } catch (IllegalArgumentException e) {
      throw new IOException(place(prompt) + ": " + e.getMessage(), e);
    } finally {
      running = null;
    }
    if (response.finish() == Finish.CANCELLED) {
      throw new CancellationException(place(prompt) + ": cancelled");
    }
    return completion(prompt, options, response);
  }

  /** Ends the completion at work, and all later ones, from any thread. */
  public void cancel() {
    cancelled = true;
    TokenStream stream = running;
    if (stream != null) {
      stream.cancel();
    }
  }

  private int[] encode(Prompt prompt) throws IOException {
    try {
      return encoder().encode(prompt.text());
    } catch (IllegalArgumentException e) {
      throw new IOException(place(prompt) + ": " + e.getMessage(), e);
    }
  }

  /** How it turns prompts into tokens. */
  public PromptEncoder encoder() {
    return new PromptEncoder(decoder.pyramid().target().vocabulary(), request.special());
  }

  private Completion completion(Prompt prompt, GenerateOptions options, Response response) {
    return new Completion(
        prompt.id(),
        prompt.line(),
        response.text(),
        Arrays.stream(response.tokens()).boxed().toList(),
        response.promptTokens(),
        response.finish().label(),
        request.method(),
        options.seed().isPresent() ? options.seed().getAsLong() : null,
        response.seconds(),
        response.promptSeconds(),
        response.certificate().map(Certificate::bound).orElse(null),
        request.digest(prompt));
  }

  private static String place(Prompt prompt) {
    return "line %s: prompt \"%s\"".formatted(prompt.line(), prompt.id());
  }

  @Override
  public void close() {}
}
