package io.github.pyramidsd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pyramidsd.decoding.decode.Method;
import io.github.pyramidsd.decoding.sampling.Divergence;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsageTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          generate --method psd x         | '--method': 'psd' is not one of auto, target, sd, fsd, psd-f, psd-a, psd-e
          generate --divergence l2 x      | '--divergence': 'l2' is not one of tv, js, kl, draft-token
          generate --on-divergence no x   | '--on-divergence': 'no' is not one of exact, resample
          generate --kernel gpu x         | '--kernel': 'gpu' is not one of auto, scalar, vector
          generate --cache-type q8 x      | '--cache-type': 'q8' is not one of f32, f16
          generate --family c x           | '--family': 'c' is not one of java
          generate --temperature -1 x     | --temperature is -1.0, expected 0 to 100
          generate --temperature NaN x    | --temperature is NaN, expected 0 to 100
          generate --top-k -1 x           | --top-k is -1, expected 0 (all) or more
          generate --top-p 0 x            | --top-p is 0.0, expected more than 0
          generate --min-p 2 x            | --min-p is 2.0, expected 0 (all) to 1
          generate --repeat-penalty 0 x   | --repeat-penalty is 0.0, expected more than 0
          generate -n 0 x                 | --max-tokens is 0, expected 1 or more
          generate --max-deviation -1 x   | --max-deviation is -1.0, expected 0 (lossless) or more
          generate --draft-length 0 x     | --draft-length is 0, expected 1 to 64
          generate --block-length 0 x     | --block-length is 0, expected 1 to 64
          generate --tau-q -0.1 x         | --tau-q is -0.1, expected 0 (exact) or more
          generate --tau-t -0.1 x         | --tau-t is -0.1, expected 0 (exact) or more
          generate --ctx -1 x             | --ctx is -1, expected 0 (as needed) or more
          generate --ctx 65 x             | --ctx is 65, expected at most 64
          generate --threads 2000 x       | --threads is 2000, expected 0 (all cores) to 1024
          generate --stop '' x            | --stop is empty, expected some text
          generate --seed y x             | '--seed': 'y' is not a long
          generate --wrong x              | unknown option --wrong
          generate x y                    | unexpected argument 'y'
          generate x --prompt-file f      | PROMPT and --prompt-file exclude each other
          generate x --prompts f          | PROMPT and --prompts exclude each other
          generate --family java --draft d x | --family and --draft exclude each other
          generate --method psd-e --target t x           | method psd-e needs --draft FILE and --qualifier FILE, or use --method auto or target
          generate --method psd-e --target t --draft d x | method psd-e needs --qualifier FILE, or use --method auto or target or sd or fsd
          generate --method psd-e --draft d x            | method psd-e needs --qualifier FILE and --target FILE
          generate --target layers:0 x    | --target is layers:0, expected a file: only --draft and --qualifier may be layers of it
          generate --draft layers:0-x x   | --draft layers:0-x: layers '0-x' have the part '0-x', expected layers from 0 to 9999
          generate --draft layers: x      | --draft layers:: layers '' have the part ''
          generate --qualifier layers:3-1 x | --qualifier layers:3-1: layers '3-1' have the part '3-1', expected a range that ascends
          generate --method psd-e --qualifier q --draft layers:0 x | method psd-e needs --target FILE
          generate --family java --qualifier q --draft layers:0 x | --family and --qualifier exclude each other
          generate --method psd-e --target t --draft layers:0 x | method psd-e needs --qualifier FILE, or use --method auto or target or sd or fsd
          tune-layers --tokens 0          | --tokens is 0, expected 1 or more
          tune-layers --temperature NaN   | --temperature is NaN, expected 0 to 100
          tune-layers --seconds 0         | --seconds is 0.0, expected 0.001 to 86400, a day
          tune-layers --threads -1        | --threads is -1, expected 0 (all cores) to 1024
          tune-layers --prompts p --text-file f | --prompts and --text-file exclude each other
          generate --method fsd --max-deviation 1 --divergence draft-token x | certifies nothing, use tv, js or kl
          score --model t                 | there is nothing to score: add --text-file or --tokens
          score --model t --tokens 1 --text-file f | --text-file and --tokens exclude each other
          score --model t --tokens 1,x    | --tokens has 'x' at place 2
          score --model t --tokens 1,257  | --tokens has 257 at place 2, expected 0 to 256, the ids of t
          score --model t --tokens 1,-1   | --tokens has -1 at place 2, expected 0 to 256
          score --model t --tokens 1 --top -1  | --top is -1, expected 0 or more
          score --model t --tokens 1 --top 258 | --top is 258, expected at most 257
          score --tokens 1                | missing required option: '--model=FILE'
          tokenize x                      | missing required option: '--model=FILE'
          inspect                         | missing required parameter: 'FILE'
          bench                           | nothing to measure, expected bench forward
          bench backward                  | unexpected argument 'backward'
          bench forward --sizes 1,0       | --sizes has 0 at place 2, expected 1 or more
          bench forward --sizes 1,x       | '--sizes' (N,N...): 'x' is not an int
          bench forward --logits some     | '--logits': 'some' is not one of all, last
          bench forward --repetitions 0   | --repetitions is 0, expected 1 or more
          bench forward --warm-up -1      | --warm-up is -1, expected 0 or more
          bench forward --threads 2000    | --threads is 2000, expected 0 (all cores) to 1024
          bench forward --model long --sizes 8,897 | --sizes has 897 at place 2, expected at most 896, the 1024 positions of long less 128
          synth --shape 1b                | missing required option: '--output=FILE'
          synth --output x                | there is nothing to write: add --shape SHAPE
          synth --shape 9b --output x     | shape '9b' is not one of llama-3.2-1b, llama-3.2-3b, llama-3.1-8b, smollm2-135m
          synth --shape 1b --format Q9 --output x | format 'Q9' is not one of F32, F16, BF16, Q8_0, Q4_0, Q4_K, Q6_K
          synth --shape smollm2-135m --format Q4_K --output x | has rows of 576 weights, and Q4_K takes a multiple of 256: choose Q8_0 or Q4_0
          synth --shape smollm2-135m --output pom.xml | pom.xml exists: add --force to replace it
          synth --shape 1b --family --output x | --shape and --family exclude each other
          synth --family --output x       | --family needs --shapes, such as --shapes 1b,3b,8b
          synth --family --shapes 1b,9b --output x | shape '9b' is not one of llama-3.2-1b
          synth --family --shapes 1b --output x | 1 shapes given, expected 2
          synth --family --shapes 1b,8b --agreement 1,2 --output x | --agreement is [1.0, 2.0], expected 1 or 3 rates
          synth --family --shapes 1b,8b --agreement 0.99 --output x | agreement is 0.99, expected 0.05 to 0.95
          synth --family --shapes 1b,8b --entropy 99 --output x | entropy is 99.0, expected 0.2 to
          evaluate                        | missing required parameter: 'STUDY.yaml'
          evaluate x.yaml --threads -1    | --threads is -1, expected 0 (all cores) to 1024
          train                           | unknown command 'train'
          """)
  void wrongUsageIsOneLineThatNamesTheValueAndTheRange(String line, String message) {
    String[] args =
        Arrays.stream(line.strip().split(" +"))
            .map(arg -> arg.equals("''") ? "" : arg)
            .toArray(String[]::new);
    Cli.Result result = new Cli().run(args);
    assertThat(result.err()).startsWith("pyramid: ").contains(message.strip());
    assertThat(result.err().lines()).hasSize(1);
    assertThat(result.err()).containsPattern("\\(see: pyramid( [a-z-]+)* --help\\)\n");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
  }

  @Test
  void noCommandIsWrongUsage() {
    Cli.Result result = new Cli().run();
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err())
        .contains(
            "generate, batch, score, tokenize, inspect, synth, tune-layers, plan, bench,"
                + " evaluate, doctor");
  }

  @ParameterizedTest
  @ValueSource(strings = {"generate", "tokenize --model t"})
  void aTerminalWithoutPromptIsToldWhatToDo(String line) {
    Cli.Result result = new Cli().terminal().run(line.split(" "));
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("on standard input");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "generate",
        "batch",
        "score",
        "tokenize",
        "inspect",
        "synth",
        "tune-layers",
        "plan",
        "bench",
        "bench forward",
        "evaluate",
        "doctor"
      })
  void helpGoesToStandardOutput(String command) {
    Cli.Result result = new Cli().run((command + " --help").split(" "));
    assertThat(result.code()).isZero();
    assertThat(result.out()).startsWith("Usage: pyramid " + command);
    assertThat(result.err()).isEmpty();
  }

  @Test
  void helpListsEveryMethodAndDivergenceAndTheDefaults() {
    String help = new Cli().run("generate", "--help").out();
    assertThat(help).contains(Arrays.stream(Method.values()).map(Method::label).toList());
    assertThat(help).contains(Arrays.stream(Divergence.values()).map(Divergence::label).toList());
    assertThat(help.replaceAll("\\s+", " "))
        .contains("proposes at a time (default " + Method.Knobs.DEFAULT.draftLength() + ")")
        .contains("qualifier's fuzzy rule (default " + Method.Knobs.DEFAULT.tauQ() + ")");
  }

  @Test
  void versionNamesTheProgramAndJava() {
    assertThat(new Cli().run("--version").out())
        .matches("pyramid \\d+\\.\\d+\\S* \\(Java \\S+\\)\\R");
  }
}
