package io.github.pyramidsd.evaluation.study;

import io.github.pyramidsd.engine.LayerSubset;
import io.github.pyramidsd.models.Models;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads which models a study decodes with, and sees that they are there. */
final class FamilyReader {

  private static final String FAMILY = "family";
  private static final String EMBEDDED = "embedded";
  private static final List<String> ROLES = List.of("draft", "qualifier", "target");

  private final StudySource source;

  FamilyReader(StudySource source) {
    this.source = source;
  }

  FamilyNames read(Value models) throws StudyException {
    Set<String> known = new LinkedHashSet<>(ROLES);
    known.add(FAMILY);
    Fields fields = models.fields(known);
    Optional<Value> family = fields.find(FAMILY);
    if (family.isEmpty()) {
      String target = name(fields.require("target"));
      return new FamilyNames(lower(fields, "draft"), lower(fields, "qualifier"), target);
    }
    family.get().oneOf(new String[] {EMBEDDED}, name -> name);
    for (String role : ROLES) {
      if (fields.find(role).isPresent()) {
        throw fields
            .require(role)
            .wrong("and %s exclude each other: give one of them".formatted(family.get().key()));
      }
    }
    return new FamilyNames(Optional.of("java-draft"), Optional.of("java-qualifier"), "java-target");
  }

  private Optional<String> lower(Fields fields, String role) throws StudyException {
    Optional<Value> value = fields.find(role);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    String text = value.get().text();
    if (!text.startsWith(FamilyNames.LAYERS)) {
      return Optional.of(name(value.get()));
    }
    try {
      LayerSubset.parse(text.substring(FamilyNames.LAYERS.length()));
      return Optional.of(text);
    } catch (IllegalArgumentException e) {
      throw value.get().wrong("is '%s': %s".formatted(text, e.getMessage()));
    }
  }

  /** The path of a file that is there, or the name of an embedded model. */
  private String name(Value value) throws StudyException {
    String text = value.text();
    try {
      Path file = source.resolve(text);
      if (Files.isRegularFile(file)) {
        return file.toString();
      }
      if (Models.embeddedNames().contains(text)) {
        return text;
      }
      throw value.wrong(
          "is %s, expected a GGUF file (there is no %s) or an embedded model: %s"
              .formatted(text, file, Value.either(Models.embeddedNames())));
    } catch (InvalidPathException e) {
      throw value.wrong("is no path: " + e.getMessage());
    }
  }
}
