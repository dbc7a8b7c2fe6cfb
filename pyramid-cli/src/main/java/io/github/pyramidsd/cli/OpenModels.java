package io.github.pyramidsd.cli;

import io.github.pyramidsd.decoding.model.LanguageModel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The models of one pyramid, open. They belong to a loader that must be closed after them. */
final class OpenModels implements AutoCloseable {

  private final List<LanguageModel> models = new ArrayList<>();

  private OpenModels() {}

  /** Opens all or none. */
  static OpenModels open(List<ModelReference> references, ModelLoader loader, ProgressLine progress)
      throws IOException {
    OpenModels opened = new OpenModels();
    try {
      for (ModelReference reference : references) {
        progress.show("loading " + reference.name());
        opened.models.add(loader.open(reference));
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
