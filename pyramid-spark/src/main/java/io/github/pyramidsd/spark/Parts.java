package io.github.pyramidsd.spark;

import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Serializable;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A directory that driver and executors share, in which the lines of finished partitions are.
 *
 * <p>Each attempt at a partition writes a file of its own and renames it when it is whole. A rename
 * happens or does not, so a file that has the name of a partition has all its lines, of one
 * attempt, whoever was killed when; what other attempts wrote has other names and counts for
 * nothing. A line is a unit, a tab and the unit's line.
 *
 * @param directory an address, as Hadoop understands it
 */
record Parts(URI directory) implements Serializable {

  /** What the name of a directory ends with that was made for the parts of an output. */
  static final String SUFFIX = ".parts";

  private static final String COMMITTED = "part-";
  private static final String UNFINISHED = "_attempt-"; // which Spark does not read

  /** A unit that was done. */
  record Line(String unit, String text) {}

  /** An attempt at a partition. */
  static final class Attempt implements AutoCloseable {

    private final FileSystem files;
    private final Path unfinished;
    private final Path committed;
    private final FSDataOutputStream out;

    private Attempt(FileSystem files, Path unfinished, Path committed) throws IOException {
      this.files = files;
      this.unfinished = unfinished;
      this.committed = committed;
      this.out = files.create(unfinished, true);
    }

    void write(Line line) throws IOException {
      out.write((line.unit() + "\t" + line.text() + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Makes the lines count, unless those of another attempt do. */
    void commit() throws IOException {
      out.hsync();
      out.close();
      if (!files.rename(unfinished, committed) && !files.exists(committed)) {
        throw new IOException("cannot rename " + unfinished + " to " + committed);
      }
    }

    /** Takes away what was not committed. */
    @Override
    public void close() throws IOException {
      out.close();
      files.delete(unfinished, false);
    }
  }

  /** Those of some work, a directory in this one: work that is not the same takes nothing over. */
  Parts of(Work work) {
    return new Parts(URI.create(directory + "/" + work.key()));
  }

  /** Makes the directory, and takes away what attempts of earlier drivers left unfinished. */
  void prepare() throws IOException {
    FileSystem files = files();
    files.mkdirs(path());
    for (FileStatus file : files.listStatus(path())) {
      if (file.getPath().getName().startsWith(UNFINISHED)) {
        files.delete(file.getPath(), false);
      }
    }
  }

  /**
   * Begins an attempt.
   *
   * @param job tells drivers apart
   * @param partition of the job
   * @param attempt tells attempts at it apart
   */
  Attempt begin(String job, int partition, long attempt) throws IOException {
    FileSystem files = files();
    if (!files.exists(path())) { // or creating a file would make it anew
      throw new FileNotFoundException(
          directory + ": is gone, or this machine does not see it as the driver does");
    }
    return new Attempt(
        files,
        new Path(
            path(),
            String.format(Locale.ROOT, "%s%s-%05d-%s", UNFINISHED, job, partition, attempt)),
        new Path(path(), String.format(Locale.ROOT, "%s%s-%05d", COMMITTED, job, partition)));
  }

  /** The names of all that is committed, in a fixed order. */
  List<String> committed() throws IOException {
    List<String> names = new ArrayList<>();
    for (FileStatus file : files().listStatus(path())) {
      if (file.getPath().getName().startsWith(COMMITTED)) {
        names.add(file.getPath().getName());
      }
    }
    names.sort(Comparator.naturalOrder());
    return names;
  }

  /** The lines of one of {@link #committed()}. */
  List<Line> read(String name) throws IOException {
    Path file = new Path(path(), name);
    List<Line> lines = new ArrayList<>();
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(files().open(file), StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        int tab = line.indexOf('\t');
        if (tab < 0) {
          throw new IOException(
              "%s: line %s is damaged: it has no tab".formatted(file, lines.size() + 1));
        }
        lines.add(new Line(line.substring(0, tab), line.substring(tab + 1)));
      }
    }
    return lines;
  }

  /** Takes the directory away, and the one around it if that was made for parts alone. */
  void delete() throws IOException {
    FileSystem files = files();
    files.delete(path(), true);
    Path around = path().getParent();
    if (around.getName().endsWith(SUFFIX) && files.listStatus(around).length == 0) {
      files.delete(around, false);
    }
  }

  Path path() {
    return new Path(directory);
  }

  /** Without the checksum files of local ones, which are renamed apart from what they check. */
  private FileSystem files() throws IOException {
    return files(directory);
  }

  /** The file system of an address. */
  static FileSystem files(URI address) throws IOException {
    FileSystem files = FileSystem.get(address, new Configuration());
    return files instanceof LocalFileSystem local ? local.getRawFileSystem() : files;
  }
}
