package io.github.pyramidsd.engine;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * How much memory this process can still take. On Linux that is what the kernel could give without
 * swapping, caches of files included, but no more than the control groups of the process leave (as
 * in a container); elsewhere it is what the operating system calls free.
 */
final class AvailableMemory {

  /**
   * The files by which a version of control groups tells a limit, the use, and what of it is cache.
   */
  private record GroupFiles(String limit, String usage, String cache) {}

  private static final GroupFiles VERSION_1 =
      new GroupFiles("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file");
  private static final GroupFiles VERSION_2 =
      new GroupFiles("memory.max", "memory.current", "inactive_file");

  private final Path root;

  /** Reads below a directory that is laid out as the system's root. */
  AvailableMemory(Path root) {
    this.root = root;
  }

  /** The bytes that this process can still take. */
  static long bytes() {
    return new AvailableMemory(Path.of("/"))
        .read()
        .orElseGet(
            () ->
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class)
                    .getFreeMemorySize());
  }

  /** The same from the files of Linux; empty where there are none. */
  OptionalLong read() {
    OptionalLong kilobytes = field(lines(root.resolve("proc/meminfo")), "MemAvailable:");
    if (kilobytes.isEmpty()) {
      return OptionalLong.empty();
    }
    long least = kilobytes.getAsLong() * 1024;
    for (String group : lines(root.resolve("proc/self/cgroup"))) {
      least = Math.min(least, groupRoom(group));
    }
    return OptionalLong.of(least);
  }

  /**
   * What a control group and those that it is in leave; a line is {@code number:controllers:path}.
   */
  private long groupRoom(String line) {
    List<String> parts = List.of(line.split(":", 3));
    if (parts.size() < 3) {
      return Long.MAX_VALUE;
    }
    boolean second = parts.get(1).isEmpty();
    if (!second && !List.of(parts.get(1).split(",", -1)).contains("memory")) {
      return Long.MAX_VALUE;
    }
    Path top = root.resolve(second ? "sys/fs/cgroup" : "sys/fs/cgroup/memory");
    Path group = top.resolve("." + parts.get(2)).normalize();
    long least = Long.MAX_VALUE;
    while (group != null && group.startsWith(top)) {
      least = Math.min(least, room(group, second ? VERSION_2 : VERSION_1));
      group = group.getParent();
    }
    return least;
  }

  private static long room(Path group, GroupFiles files) {
    OptionalLong limit = number(lines(group.resolve(files.limit)));
    OptionalLong usage = number(lines(group.resolve(files.usage)));
    if (limit.isEmpty() || usage.isEmpty()) {
      return Long.MAX_VALUE;
    }
    long cache = field(lines(group.resolve("memory.stat")), files.cache).orElse(0);
    return Math.max(0, limit.getAsLong() - usage.getAsLong() + cache);
  }

  /** The number that stands behind a name at the start of a line. */
  private static OptionalLong field(List<String> lines, String name) {
    return lines.stream()
        .filter(line -> line.startsWith(name + " "))
        .map(line -> line.substring(name.length()).replace("kB", "").strip())
        .flatMapToLong(value -> number(List.of(value)).stream())
        .findFirst();
  }

  /** The number that the only line is; {@code max} is none, and so is what is too large for one. */
  private static OptionalLong number(List<String> lines) {
    return lines.size() == 1 && lines.getFirst().matches("\\d{1,18}")
        ? OptionalLong.of(Long.parseLong(lines.getFirst()))
        : OptionalLong.empty();
  }

  /** The lines of a file; none if it cannot be read, as where a system does not have it. */
  private static List<String> lines(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.toList();
    } catch (IOException | UncheckedIOException e) {
      return List.of();
    }
  }
}
