package io.github.pyramidsd.cli;

import static java.util.Objects.requireNonNull;

import io.github.pyramidsd.decoding.model.LanguageModel;
import io.github.pyramidsd.engine.LoadOptions;
import java.io.IOException;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The models of one pyramid, open: files, and then layers of the target among them. They belong to
 * a loader that must be closed after them.
 */
final class OpenModels implements AutoCloseable {

  private final SortedMap<Integer, LanguageModel> models = new TreeMap<>(); // by place

  private OpenModels() {}

  /** Opens all or none, whatever contexts they will have. */
  static OpenModels open(
      List<? extends ModelReference> references, ModelLoader loader, ProgressLine progress)
      throws IOException {
    return open(references, loader, progress, 0);
  }

  /** Opens all or none, by role. */
  static OpenModels open(
      SortedMap<Role, ModelReference> references,
      ModelLoader loader,
      ProgressLine progress,
      int contextLength)
      throws IOException {
    return open(List.copyOf(references.values()), loader, progress, contextLength);
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
    LoadOptions options = LoadOptions.DEFAULT.withContextLength(contextLength);
    try {
      for (int i = 0; i < references.size(); i++) {
        if (!(references.get(i) instanceof ModelReference.Layers)) {
          opened.models.put(i, load(references.get(i), loader, progress, options));
        }
      }
      for (int i = 0; i < references.size(); i++) { // when the target is there
        if (references.get(i) instanceof ModelReference.Layers layers) {
          LanguageModel target = opened.models.get(references.indexOf(layers.target()));
          opened.models.put(i, LayerViews.open(layers, requireNonNull(target), progress));
        }
      }
    } catch (IOException | RuntimeException | Error e) {
      opened.close();
      throw e;
    } finally {
      progress.wipe();
    }
    return opened;
  }

  /** Opens a model and shows how far it is. */
  static LanguageModel load(
      ModelReference reference, ModelLoader loader, ProgressLine progress, LoadOptions options)
      throws IOException {
    progress.show("loading " + reference.name());
    return loader.open(
        reference,
        options.withProgress(
            (bytes, total) ->
                progress.show(
                    "loading %s: %s %% of %s"
                        .formatted(reference.name(), bytes * 100 / total, Sizes.bytes(total)))));
  }

  /** By the roles that they were asked for. */
  SortedMap<Role, LanguageModel> byRole(SortedMap<Role, ModelReference> references) {
    SortedMap<Role, LanguageModel> byRole = new TreeMap<>();
    int place = 0;
    for (Role role : references.keySet()) {
      byRole.put(role, requireNonNull(models.get(place++)));
    }
    return byRole;
  }

  /** In the order in which they were asked for. */
  LanguageModel[] toArray() {
    return models.values().toArray(LanguageModel[]::new);
  }

  @Override
  public void close() {
    models.values().forEach(LanguageModel::close);
  }
}
