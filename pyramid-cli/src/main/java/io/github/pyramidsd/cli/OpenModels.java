package io.github.pyramidsd.cli;

import io.github.pyramidsd.decoding.model.LanguageModel;
import io.github.pyramidsd.engine.LoadOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The models of one pyramid, open. They belong to a loader that must be closed after them. */
final class OpenModels implements AutoCloseable {

  private final List<LanguageModel> models = new ArrayList<>();

  private OpenModels() {}

  /** Opens all or none, whatever contexts they will have. */
  static OpenModels open(
      List<? extends ModelReference> references, ModelLoader loader, ProgressLine progress)
      throws IOException {
    return open(references, loader, progress, 0);
  }

  /**
   * Opens all or none.
   *
   * @param contextLength that each must have memory for, in tokens
   */
  static OpenModels open(
      List<? extends ModelReference> references,
      ModelLoader loader,
      ProgressLine progress,
      int contextLength)
      throws IOException {
    OpenModels opened = new OpenModels();
    try {
      for (ModelReference reference : references) {
        progress.show("loading " + reference.name());
        LoadOptions options =
            LoadOptions.DEFAULT
                .withContextLength(contextLength)
                .withProgress(
                    (bytes, total) ->
                        progress.show(
                            "loading %s: %d %% of %s"
                                .formatted(
                                    reference.name(), bytes * 100 / total, Sizes.bytes(total))));
        opened.models.add(loader.open(reference, options));
      }
    } catch (IOException | RuntimeException | Error e) {
      opened.close();
      throw e;
    } finally {
      progress.wipe();
    }
    return opened;
  }

  /** In the order in which they were asked for. */
  LanguageModel[] toArray() {
    return models.toArray(LanguageModel[]::new);
  }

  @Override
  public void close() {
    models.forEach(LanguageModel::close);
  }
}
