package io.github.pyramidsd.evaluation.study;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the claims of a study file. */
final class ClaimReader {

  private static final Set<String> KEYS = new LinkedHashSet<>(List.of("claim", "parts"));
  private static final Set<String> PART_KEYS =
      new LinkedHashSet<>(List.of("says", "measure", "of", "to", "above", "below", "note"));

  private ClaimReader() {}

  static List<Claim> read(Value claims) throws StudyException {
    List<Claim> read = new ArrayList<>();
    for (Value claim : claims.items()) {
      Fields fields = claim.fields(KEYS);
      List<Claim.Part> parts = new ArrayList<>();
      for (Value part : fields.require("parts").items()) {
        parts.add(part(part));
      }
      read.add(new Claim(fields.require("claim").text(), parts));
    }
    return read;
  }

  private static Claim.Part part(Value part) throws StudyException {
    Fields fields = part.fields(PART_KEYS);
    Optional<Value> above = fields.find("above");
    Optional<Value> below = fields.find("below");
    if (above.isPresent() == below.isPresent()) {
      throw part.wrong(
          "has %s, expected one of them"
              .formatted(above.isPresent() ? "both above and below" : "neither above nor below"));
    }
    List<String> to = new ArrayList<>();
    for (Value other : fields.require("to").itemsOrSelf()) {
      to.add(MethodGrid.name(other));
    }
    Optional<Value> note = fields.find("note");
    return new Claim.Part(
        fields.require("says").text(),
        fields.require("measure").oneOf(Claim.Measure.values(), Claim.Measure::label),
        MethodGrid.name(fields.require("of")),
        to,
        above.isPresent(),
        above
            .or(() -> below)
            .orElseThrow()
            .number(Double.MIN_VALUE, Double.MAX_VALUE, "more than 0"),
        note.isPresent() ? note.get().text() : "");
  }
}
