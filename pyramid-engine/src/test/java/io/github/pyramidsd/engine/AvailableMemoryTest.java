package io.github.pyramidsd.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A machine with 8000 KB to give, and control groups that leave less. */
class AvailableMemoryTest {

  @TempDir Path root;

  @BeforeEach
  void writeMachine() throws IOException {
    write("proc/meminfo", "MemTotal:  16000 kB\nMemFree: 10 kB\nMemAvailable:    8000 kB\n");
  }

  @Test
  void theMachineSaysWhatItCanGive() {
    assertAvailable(8000 * 1024);
  }

  @Test
  void aSystemWithoutSuchFilesSaysNothing() throws IOException {
    Files.delete(root.resolve("proc/meminfo"));
    assertThat(new AvailableMemory(root).read()).isEmpty();
  }

  @Test
  void theTightestGroupCounts() throws IOException {
    write("proc/self/cgroup", "0::/outer/inner\n");
    write("sys/fs/cgroup/outer/memory.max", "5000000\n");
    write("sys/fs/cgroup/outer/memory.current", "1000000\n");
    assertAvailable(4_000_000);
    write("sys/fs/cgroup/outer/inner/memory.max", "max\n");
    write("sys/fs/cgroup/outer/inner/memory.current", "900000\n");
    assertAvailable(4_000_000);
    write("sys/fs/cgroup/outer/inner/memory.max", "2000000\n");
    assertAvailable(1_100_000);
    write("sys/fs/cgroup/outer/inner/memory.stat", "anon 5\ninactive_file 100000\n");
    assertAvailable(1_200_000);
    write("sys/fs/cgroup/outer/inner/memory.current", "9900000\n");
    assertAvailable(0);
  }

  @Test
  void aContainerSeesItsGroupAtTheTop() throws IOException {
    write("proc/self/cgroup", "0::/../../elsewhere\n");
    write("sys/fs/cgroup/memory.max", "3000000\n");
    write("sys/fs/cgroup/memory.current", "1000000\n");
    assertAvailable(8000 * 1024);
    write("proc/self/cgroup", "0::/\n");
    assertAvailable(2_000_000);
  }

  @Test
  void theFirstVersionOfGroupsCountsToo() throws IOException {
    write("proc/self/cgroup", "5:cpu,cpuacct:/a\n4:memory:/docker/x\nnonsense\n");
    write("sys/fs/cgroup/memory/docker/x/memory.limit_in_bytes", "4000000");
    write("sys/fs/cgroup/memory/docker/x/memory.usage_in_bytes", "3000000");
    write("sys/fs/cgroup/memory/docker/x/memory.stat", "total_inactive_file 500000\n");
    write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712");
    write("sys/fs/cgroup/memory/memory.usage_in_bytes", "7");
    assertAvailable(1_500_000);
  }

  @Test
  void thisMachineHasSomeMemory() {
    assertThat(AvailableMemory.bytes()).isPositive();
  }

  private void assertAvailable(long bytes) {
    assertThat(new AvailableMemory(root).read()).hasValue(bytes);
  }

  private void write(String path, String text) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
