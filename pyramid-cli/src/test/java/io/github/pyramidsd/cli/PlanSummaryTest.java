package io.github.pyramidsd.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.pyramidsd.decoding.Decoder;
import io.github.pyramidsd.decoding.decode.GenerateOptions;
import io.github.pyramidsd.decoding.decode.Method;
import io.github.pyramidsd.decoding.decode.Response;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is said of how {@code auto} decoded. */
class PlanSummaryTest {

  private static final GenerateOptions OPTIONS =
      GenerateOptions.builder().maxTokens(40).ignoreEnd(true).build();

  private final Decoder auto =
      Decoder.of(new FakeModel("target", 12, 1))
          .draft(new FakeModel("draft", 12, 0))
          .qualifier(new FakeModel("qualifier", 1, 1))
          .build();

  @Test
  void whatWasUsedAddsUpToTheResponse() {
    Response response = auto.generate("abc", OPTIONS);
    PlanJson plan = PlanJson.of(auto, OPTIONS, response);
    assertThat(plan.compositions().stream().mapToLong(PlanJson.Use::tokens).sum()).isEqualTo(40);
    assertThat(plan.compositions().stream().mapToLong(PlanJson.Use::rounds).sum())
        .isEqualTo(response.statistics().level("target").passes());
    assertThat(plan.compositions().stream().mapToDouble(PlanJson.Use::seconds).sum())
        .isPositive()
        .isLessThanOrEqualTo(response.seconds());
    assertThat(plan.plainTokens())
        .isEqualTo(
            plan.compositions().stream()
                .filter(use -> use.composition().equals("target"))
                .mapToLong(PlanJson.Use::tokens)
                .sum());
    assertThat(plan.speedup())
        .isCloseTo(response.tokensPerSecond() / plan.plainTokensPerSecond(), within(1e-9));
    assertThat(plan.estimates().stream().map(PlanJson.Estimate::level))
        .containsExactly("lookup", "draft", "qualifier", "target");
  }

  @Test
  void whatLevelsAgreeOnIsKnownFromComparingThem() {
    auto.probing().generate("abc", OPTIONS);
    List<PlanJson.Estimate> estimates =
        PlanJson.estimates(auto, OPTIONS, auto.plan(OPTIONS, 20).composition());
    assertThat(estimates.getLast().agreements())
        .filteredOn(agreement -> agreement.proposer().equals("draft"))
        .singleElement()
        .satisfies(
            agreement -> {
              assertThat(agreement.acceptance()).isCloseTo(1, within(1e-6));
              assertThat(agreement.offered()).isEqualTo(1);
            });
    assertThat(estimates.getLast().passSeconds()).isPositive();
  }

  @Test
  void aModelThatIsOfNoUseIsNamed() {
    PlanJson.Estimate draft =
        new PlanJson.Estimate("draft", "small", 0.01, List.of(), List.of(), false);
    PlanJson.Estimate target = target(new PlanJson.Agreement("draft", 0.25, 1));
    assertThat(PlanJson.notes(List.of(draft, target)))
        .containsExactly(
            "draft small does not pay on this text: the target accepts 25% of its tokens, and a"
                + " pass takes 0.10 of the target's time");
    PlanJson.Estimate unknown =
        new PlanJson.Estimate("draft", "small", Double.NaN, List.of(), List.of(), false);
    assertThat(PlanJson.notes(List.of(unknown, target())))
        .containsExactly("draft small was not tried: so short a response could not make up for it");
  }

  private static PlanJson.Estimate target(PlanJson.Agreement... agreements) {
    return new PlanJson.Estimate("target", "large", 0.1, List.of(0.1), List.of(agreements), true);
  }

  @Test
  void responsesAreSummedUpByComposition() {
    PlanSummary summary = new PlanSummary(auto);
    long tokens = 0;
    for (int i = 0; i < 3; i++) {
      Response response = auto.generate("abc", OPTIONS);
      summary.add(OPTIONS, response);
      tokens += response.tokens().length;
    }
    List<String> lines = summary.toString().lines().map(String::strip).toList();
    int first =
        lines.indexOf(lines.stream().filter(l -> l.startsWith("used ")).findAny().orElseThrow());
    long sum =
        lines.stream()
            .skip(first + 1)
            .takeWhile(line -> !line.isEmpty())
            .mapToLong(line -> Long.parseLong(line.split(" +", -1)[1]))
            .sum();
    assertThat(sum).isEqualTo(tokens);
    assertThat(lines)
        .anyMatch(line -> line.startsWith("predicted ") && line.endsWith("tokens/s"))
        .anyMatch(line -> line.startsWith("level ") && line.endsWith("pass ms"));
  }

  @Test
  void nothingIsSaidOfAMethodThatDoesNotChoose() {
    Decoder fixed = Decoder.of(new FakeModel("target", 12, 0)).method(Method.TARGET).build();
    PlanSummary summary = new PlanSummary(fixed);
    summary.add(OPTIONS, fixed.generate("abc", OPTIONS));
    assertThat(summary).hasToString("");
  }
}
