package io.github.pyramidsd.engine;

import io.github.pyramidsd.decoding.model.LanguageModel;
import io.github.pyramidsd.decoding.model.Session;
import io.github.pyramidsd.decoding.model.Vocabulary;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/** A language model read from a GGUF file. Its weights stay off the Java heap. */
@SuppressWarnings("DoNotCallSuggester")
public final class GgufModel implements LanguageModel {

  private GgufModel() {}

  /**
   * Opens a model on the {@linkplain Engine#shared() shared engine}.
   *
   * @throws IOException if the file cannot be read, is malformed, or holds what the engine does not
   *     support; the message names the file and what is wrong with it
   */
  public static GgufModel open(Path file) throws IOException {
    return open(file, Engine.shared());
  }

  /** Opens a model on a given engine, which must stay open as long as the model. */
  public static GgufModel open(Path file, Engine engine) throws IOException {
    throw new IOException("not there yet");
  }

  /** Reads a model from a stream, such as a resource. */
  public static GgufModel read(String name, InputStream in, Engine engine) throws IOException {
    throw new IOException("not there yet");
  }

  @Override
  public String name() {
    throw new IllegalStateException();
  }

  @Override
  public Vocabulary vocabulary() {
    throw new IllegalStateException();
  }

  @Override
  public int contextLength() {
    throw new IllegalStateException();
  }

  @Override
  public Session newSession(int contextLength) {
    throw new IllegalStateException();
  }

  @Override
  public void close() {}
}
