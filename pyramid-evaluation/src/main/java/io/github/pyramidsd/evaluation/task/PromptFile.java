package io.github.pyramidsd.evaluation.task;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads files of prompts: an object with {@code prompt}, {@code id} (or else the line is the id)
 * and, where it is asked for, {@code reference} a line.
 */
final class PromptFile {

  /**
   * A text to continue.
   *
   * @param reference how it went on in truth; empty if that was not asked for
   */
  record Prompt(String id, String text, String reference) {

    Item item() {
      return new Item(id, text);
    }
  }

  private PromptFile() {}

  /** Reads the first prompts of a file, as items. */
  static List<Item> items(String data, int limit) throws IOException {
    return read(data, false, limit).stream().map(Prompt::item).toList();
  }

  /** Reads the first prompts of a file. */
  static List<Prompt> read(String data, boolean withReference, int limit) throws IOException {
    List<Prompt> prompts = new ArrayList<>();
    ItemIds ids = new ItemIds();
    for (JsonObject object : JsonObject.lines(DataSource.open(data))) {
      String text = object.text("prompt");
      String reference = withReference ? object.text("reference") : "";
      prompts.add(new Prompt(ids.of(object), text, reference));
    }
    return Selection.of(data, prompts, 0, limit).asked();
  }
}
