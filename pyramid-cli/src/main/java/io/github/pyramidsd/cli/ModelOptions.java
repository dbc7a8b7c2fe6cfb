package io.github.pyramidsd.cli;

import io.github.pyramidsd.engine.LayerSubset;
import io.github.pyramidsd.models.EmbeddedFamily;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which models to generate with. */
final class ModelOptions {

  @Option(
      names = "--family",
      paramLabel = "FAMILY",
      converter = Labels.FamilyConverter.class,
      description = "Models that come with the program: java (default).")
  private @Nullable EmbeddedFamily family;

  @Option(
      names = "--target",
      paramLabel = "FILE",
      description = "The model whose text it is (GGUF).")
  private @Nullable String target;

  @Option(
      names = "--qualifier",
      paramLabel = "FILE",
      description =
          "A smaller model of the same family, between draft and target; or layers of the target"
              + " itself, as for the draft.")
  private @Nullable String qualifier;

  @Option(
      names = "--draft",
      paramLabel = "FILE",
      description = {
        "The smallest model of the family, which makes the first proposals;",
        "layers:0-3,8: the target with these layers alone;",
        "layers:tuned: with those that tune-layers found."
      })
  private @Nullable String draft;

  /**
   * The models that a method uses, the draft first.
   *
   * @param option by which the user chooses the method
   * @throws UsageException if one is missing, files and a family are both given, or layers are not
   *     written as they should be
   */
  SortedMap<Role, ModelReference> choose(DecodingMethod method, String option) {
    List<Role> used = Arrays.stream(Role.values()).filter(method::uses).toList();
    SortedMap<Role, ModelReference> chosen = new TreeMap<>();
    given().forEach(this::checkLayers);
    List<Role> files = given().stream().filter(role -> layers(role) == null).toList();
    if (files.isEmpty()) {
      used.forEach(role -> chosen.put(role, embedded(role)));
      return chosen;
    }
    if (family != null) {
      throw new UsageException(
          "--family and " + files.getFirst().option() + " exclude each other: give one of them");
    }
    List<String> missing = new ArrayList<>();
    for (Role role : used) {
      String file = file(role);
      if (file != null) {
        chosen.put(role, named(role, file));
      } else if (method.needs(role)) {
        missing.add(role.option() + " FILE");
      }
    }
    if (!missing.isEmpty()) {
      throw new UsageException(missing(method, missing, option));
    }
    return chosen;
  }

  /** The role's model where no file is given: layers, or a member of the embedded family. */
  private ModelReference embedded(Role role) {
    EmbeddedFamily embedded = family == null ? EmbeddedFamily.JAVA : family;
    String layers = layers(role);
    return layers == null
        ? new ModelReference.Embedded(embedded, role)
        : new ModelReference.Layers(layers, new ModelReference.Embedded(embedded, Role.TARGET));
  }

  /** The role's model as it is given; without a target, which is an error, layers are nobody's. */
  private ModelReference named(Role role, String file) {
    String layers = layers(role);
    return layers == null
        ? new ModelReference.Named(file)
        : new ModelReference.Layers(layers, new ModelReference.Named(String.valueOf(target)));
  }

  /** What follows {@code layers:}; null if the role's model is something else. */
  private @Nullable String layers(Role role) {
    String given = file(role);
    return given != null && given.startsWith(ModelReference.Layers.PREFIX)
        ? given.substring(ModelReference.Layers.PREFIX.length())
        : null;
  }

  private void checkLayers(Role role) {
    String layers = layers(role);
    if (layers == null) {
      return;
    }
    if (role == Role.TARGET) {
      throw new UsageException(
          "--target is %s, expected a file: only --draft and --qualifier may be layers of it"
              .formatted(file(role)));
    }
    try {
      if (!layers.equals(ModelReference.Layers.TUNED)) {
        LayerSubset.parse(layers);
      }
    } catch (IllegalArgumentException e) {
      throw new UsageException(role.option() + " " + file(role) + ": " + e.getMessage());
    }
  }

  /**
   * What is said of models that were given in vain.
   *
   * @param methods that are used
   * @param asked how the user asked for them, such as {@code --method sd}
   */
  List<String> notes(Collection<DecodingMethod> methods, String asked) {
    return given().stream()
        .filter(role -> methods.stream().noneMatch(method -> method.uses(role)))
        .map(
            role ->
                "%s %s is not loaded: %s has no %s"
                    .formatted(role.option(), file(role), asked, role.label()))
        .toList();
  }

  private String missing(DecodingMethod method, List<String> missing, String option) {
    String alternatives =
        DecodingMethod.all()
            .filter(
                other ->
                    Arrays.stream(Role.values())
                        .allMatch(role -> !other.needs(role) || file(role) != null))
            .map(DecodingMethod::label)
            .collect(Collectors.joining(" or "));
    String needs = "method %s needs %s".formatted(method.label(), String.join(" and ", missing));
    return alternatives.isEmpty() ? needs : needs + ", or use " + option + " " + alternatives;
  }

  private List<Role> given() {
    return Arrays.stream(Role.values()).filter(role -> file(role) != null).toList();
  }

  private @Nullable String file(Role role) {
    return switch (role) {
      case DRAFT -> draft;
      case QUALIFIER -> qualifier;
      case TARGET -> target;
    };
  }
}
