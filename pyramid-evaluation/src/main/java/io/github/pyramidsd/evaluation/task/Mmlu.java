package io.github.pyramidsd.evaluation.task;

import io.github.pyramidsd.evaluation.task.Question.Choice;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.dataformat.csv.CsvMapper;
import tools.jackson.dataformat.csv.CsvReadFeature;

/**
 * Reads files as those of MMLU (Hendrycks et al. 2021): a question, four choices and the right
 * one's letter in a row, with or without a row of these names at the top. A quoted field may have
 * commas, line ends and doubled quotes. Rows are numbered, as they have no ids.
 */
final class Mmlu {

  private static final List<String> COLUMNS = List.of("question", "A", "B", "C", "D", "answer");
  private static final List<String> LABELS = COLUMNS.subList(1, 5);
  private static final CsvMapper MAPPER = new CsvMapper();

  /** A row, and the line that it begins in. */
  private record Row(String source, int line, List<String> fields) {

    IOException wrong(String problem) {
      return new MalformedDataException(source, line, problem);
    }
  }

  private Mmlu() {}

  static List<Question> read(DataSource source) throws IOException {
    List<Row> rows = rows(source);
    if (!rows.isEmpty() && isHeader(rows.getFirst())) {
      rows.removeFirst();
    }
    if (rows.isEmpty()) {
      throw new IOException(
          source.name() + ": holds no items, expected a row a question: " + columns());
    }
    List<Question> questions = new ArrayList<>();
    for (Row row : rows) {
      questions.add(question(row, "row-" + (questions.size() + 1)));
    }
    return questions;
  }

  private static boolean isHeader(Row row) {
    return String.join(",", row.fields()).equalsIgnoreCase(String.join(",", COLUMNS));
  }

  private static String columns() {
    return String.join(", ", COLUMNS);
  }

  private static List<Row> rows(DataSource source) throws IOException {
    List<Row> rows = new ArrayList<>();
    int line = 1;
    try (JsonParser parser =
        MAPPER
            .reader()
            .with(CsvReadFeature.WRAP_AS_ARRAY)
            .with(CsvReadFeature.SKIP_EMPTY_LINES)
            .createParser(source.text())) {
      List<String> fields = new ArrayList<>();
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token == JsonToken.START_ARRAY) {
          line = parser.currentLocation().getLineNr();
        } else if (token.isScalarValue()) {
          fields.add(parser.getString().strip());
        } else if (!fields.isEmpty()) {
          rows.add(new Row(source.name(), line, List.copyOf(fields)));
          fields.clear();
        }
      }
    } catch (JacksonException e) {
      String problem =
          "the row that begins here is not CSV: expected fields separated by commas, quotes in pairs";
      throw new MalformedDataException(source.name(), line, problem, e);
    }
    return rows;
  }

  private static Question question(Row row, String id) throws IOException {
    List<String> fields = row.fields();
    if (fields.size() != COLUMNS.size()) {
      throw row.wrong(
          "the row has %s fields, expected %s: %s"
              .formatted(fields.size(), COLUMNS.size(), columns()));
    }
    for (int i = 0; i < COLUMNS.size(); i++) {
      if (fields.get(i).isEmpty()) {
        throw row.wrong(COLUMNS.get(i) + " is empty, expected a text that is not blank");
      }
    }
    String answer = fields.getLast();
    if (!LABELS.contains(answer)) {
      throw row.wrong("answer is '%s', expected %s".formatted(answer, Settings.oneOf(LABELS)));
    }
    List<Choice> choices = new ArrayList<>();
    for (int i = 0; i < LABELS.size(); i++) {
      choices.add(new Choice(LABELS.get(i), fields.get(i + 1)));
    }
    return new Question(id, fields.getFirst(), List.copyOf(choices), answer);
  }
}
