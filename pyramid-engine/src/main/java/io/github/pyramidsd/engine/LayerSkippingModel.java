package io.github.pyramidsd.engine;

import io.github.pyramidsd.decoding.model.LanguageModel;
import io.github.pyramidsd.decoding.model.Session;
import io.github.pyramidsd.decoding.model.Vocabulary;
import io.github.pyramidsd.decoding.sampling.VocabularyKernels;
import java.util.List;

/**
 * A model that runs only some layers of another and skips the rest, on the other's weights.
 *
 * <p>It is a draft that needs no training, no file and no memory but the cache of its layers
 * (self-speculation: Zhang et al. 2024, "Draft &amp; Verify: Lossless LLM acceleration via
 * self-speculative decoding", arXiv 2309.08168). It lives no longer than its model: closing that
 * closes the sessions of this one, while closing this one closes those alone.
 */
public final class LayerSkippingModel implements LanguageModel {

  private final GgufModel model;
  private final LayerSubset layers;
  private final Transformer transformer;
  private final OpenSessions ofModel;
  private final OpenSessions own;

  LayerSkippingModel(GgufModel model, Transformer whole, OpenSessions ofModel, LayerSubset layers) {
    layers.checkWithin(whole.config().layers());
    this.model = model;
    this.layers = layers;
    this.transformer = whole.withLayers(layers);
    this.ofModel = ofModel;
    this.own = new OpenSessions(transformer.name());
  }

  /** The model's name and the layers, such as {@code T.gguf[layers 0-3,8]}. */
  @Override
  public String name() {
    return transformer.name();
  }

  /** The model whose layers these are. */
  public GgufModel model() {
    return model;
  }

  /** Tells this from other models and other layers by content, as the model's own does. */
  public String fingerprint() {
    return model.fingerprint() + "[" + layers + "]";
  }

  /** The layers that are run. */
  public LayerSubset layers() {
    return layers;
  }

  @Override
  public Vocabulary vocabulary() {
    return model.vocabulary();
  }

  @Override
  public VocabularyKernels vocabularyKernels() {
    return model.vocabularyKernels();
  }

  @Override
  public int contextLength() {
    return model.contextLength();
  }

  /** The work of a forward pass through the layers that are run; as of the whole model. */
  public ForwardWork forwardWork(int position, int tokens, int rows) {
    return transformer.work(position, tokens, rows);
  }

  /**
   * Opens a context, whose cache holds the layers that are run.
   *
   * @throws InsufficientMemoryException if there is not enough memory for its first tokens
   * @throws IllegalStateException if this or the model is closed
   */
  @Override
  public Session newSession(int contextLength) {
    return transformer.open(contextLength, transformer.engine().cacheType(), List.of(own, ofModel));
  }

  /** Closes its own sessions; the weights are the model's, and stay. */
  @Override
  public void close() {
    own.close();
  }
}
