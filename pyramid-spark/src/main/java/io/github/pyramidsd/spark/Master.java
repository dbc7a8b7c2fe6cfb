package io.github.pyramidsd.spark;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/** Where Spark runs, and how it is set up for the engine. */
final class Master {

  /** Where the lines of finished partitions are, if not beside the output. */
  static final String PARTS = "spark.pyramid.parts";

  private static final String JAVA_OPTIONS = "spark.executor.extraJavaOptions";
  private static final String ENGINE_OPTIONS =
      "--add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED";

  private Master() {}

  /**
   * Connects. System properties that begin with {@code spark.}, which spark-submit sets too, say
   * everything that is not said here.
   *
   * @throws IOException if there is no such master
   */
  static SparkSession connect(String master, String name) throws IOException {
    SparkConf conf =
        new SparkConf()
            .setAppName(name)
            .setMaster(master)
            .setIfMissing("spark.ui.showConsoleProgress", "false")
            .setIfMissing("spark.sql.session.timeZone", "UTC");
    if (master.startsWith("local")) {
      conf.setIfMissing("spark.ui.enabled", "false");
      conf.setIfMissing("spark.driver.host", "localhost");
    }
    String options = conf.get(JAVA_OPTIONS, "");
    if (!options.contains("jdk.incubator.vector")) {
      conf.set(JAVA_OPTIONS, (ENGINE_OPTIONS + " " + options).strip());
    }
    String jars = ownJars();
    if (!jars.isEmpty()) {
      conf.setIfMissing("spark.jars", jars);
    }
    try {
      return SparkSession.builder().config(conf).getOrCreate();
    } catch (RuntimeException e) {
      throw new IOException("--spark " + master + ": " + e.getMessage(), e);
    }
  }

  /** The directory in which the parts of an output are, which goes with the output. */
  static Parts parts(String output) {
    String elsewhere = new SparkConf().get(PARTS, "");
    return new Parts(address(elsewhere.isEmpty() ? output + Parts.SUFFIX : elsewhere));
  }

  /** An address as it is given, or that of a path. */
  static URI address(String pathOrAddress) {
    return pathOrAddress.matches("[A-Za-z][A-Za-z0-9+.-]+:/.*")
        ? URI.create(pathOrAddress)
        : Path.of(pathOrAddress).toAbsolutePath().normalize().toUri();
  }

  /** The jars that lie with ours, which executors need; empty if the classes are in no jar. */
  private static String ownJars() throws IOException {
    Path own;
    try {
      own = Path.of(Master.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IOException(e);
    }
    Path directory = own.getParent();
    if (Files.isDirectory(own) || directory == null) {
      return "";
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.toString().endsWith(".jar"))
          .sorted()
          .map(file -> file.toUri().toString())
          .collect(Collectors.joining(","));
    }
  }
}
