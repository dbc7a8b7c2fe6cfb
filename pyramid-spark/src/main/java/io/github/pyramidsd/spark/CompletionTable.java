package io.github.pyramidsd.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.from_json;
import static org.apache.spark.sql.functions.split;

import java.io.IOException;
import java.net.URI;
import java.util.Map;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Completions as a directory of Parquet files, which is there whole or not at all.
 *
 * @param directory an address, as Hadoop understands it
 */
record CompletionTable(URI directory) {

  private static final StructType SCHEMA =
      new StructType()
          .add("id", DataTypes.StringType)
          .add("line", DataTypes.IntegerType)
          .add("text", DataTypes.StringType)
          .add("tokens", DataTypes.createArrayType(DataTypes.IntegerType))
          .add("promptTokens", DataTypes.IntegerType)
          .add("finishReason", DataTypes.StringType)
          .add("method", DataTypes.StringType)
          .add("seed", DataTypes.LongType)
          .add("seconds", DataTypes.DoubleType)
          .add("promptSeconds", DataTypes.DoubleType)
          .add("deviationBound", DataTypes.DoubleType)
          .add("request", DataTypes.StringType);

  /** Refuses to write over anything. */
  void requireAbsent() throws IOException {
    if (Parts.files(directory).exists(new Path(directory))) {
      throw new IOException(directory + ": is there already: give another output, or take it away");
    }
  }

  /** Writes what parts hold, in the order of the prompts; it shows when it is whole. */
  void write(SparkSession spark, Parts parts) throws IOException {
    Path whole = new Path(directory);
    Path unfinished = new Path(whole.getParent(), "_unfinished-" + whole.getName());
    spark
        .read()
        .textFile(parts.path().toString())
        .select(
            from_json(split(col("value"), "\t", 2).getItem(1), SCHEMA, Map.of("mode", "FAILFAST"))
                .as("completion"))
        .select("completion.*")
        .dropDuplicates(new String[] {"id"}) // an executor of an earlier driver may outlive it
        .orderBy("line")
        .write()
        .mode(SaveMode.Overwrite)
        .parquet(unfinished.toString());
    requireAbsent();
    FileSystem files = Parts.files(directory);
    if (!files.rename(unfinished, whole)) {
      throw new IOException("cannot rename " + unfinished + " to " + whole);
    }
  }
}
