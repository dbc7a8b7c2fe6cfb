package io.github.pyramidsd.cli;

import io.github.pyramidsd.decoding.decode.Method;
import io.github.pyramidsd.models.EmbeddedFamily;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
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
      description = "A smaller model of the same family, between draft and target.")
  private @Nullable String qualifier;

  @Option(
      names = "--draft",
      paramLabel = "FILE",
      description = "The smallest model of the family, which makes the first proposals.")
  private @Nullable String draft;

  /**
   * The models that a method needs, the draft first.
   *
   * @param option by which the user chooses the method
   * @throws UsageException if one is missing, or files and a family are both given
   */
  List<ModelReference> choose(Method method, String option) {
    List<Role> used = Arrays.stream(Role.values()).filter(role -> role.isUsedBy(method)).toList();
    if (given().isEmpty()) {
      EmbeddedFamily embedded = family == null ? EmbeddedFamily.JAVA : family;
      return used.stream()
          .<ModelReference>map(role -> new ModelReference.Embedded(embedded, role))
          .toList();
    }
    if (family != null) {
      throw new UsageException(
          "--family and " + given().getFirst().option() + " exclude each other: give one of them");
    }
    List<ModelReference> chosen = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    for (Role role : used) {
      String file = file(role);
      if (file == null) {
        missing.add(role.option() + " FILE");
      } else {
        chosen.add(new ModelReference.Named(file));
      }
    }
    if (!missing.isEmpty()) {
      throw new UsageException(missing(method, missing, option));
    }
    return chosen;
  }

  /**
   * What is said of models that were given in vain.
   *
   * @param methods that are used
   * @param asked how the user asked for them, such as {@code --method sd}
   */
  List<String> notes(Collection<Method> methods, String asked) {
    return given().stream()
        .filter(role -> methods.stream().noneMatch(role::isUsedBy))
        .map(
            role ->
                "%s %s is not loaded: %s has no %s"
                    .formatted(role.option(), file(role), asked, role.label()))
        .toList();
  }

  private String missing(Method method, List<String> missing, String option) {
    String alternatives =
        Arrays.stream(Method.values())
            .filter(
                other ->
                    Arrays.stream(Role.values())
                        .allMatch(role -> !role.isUsedBy(other) || file(role) != null))
            .map(Method::label)
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
