package io.github.pyramidsd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CacheDirectoryTest {

  private record Thing(String name, double size, List<Thing> parts) {}

  private static final Thing THING = new Thing("a", 0.5, List.of(new Thing("b", 2, List.of())));

  @TempDir private Path folder;

  private final List<String> notes = new ArrayList<>();

  private CacheDirectory cache() {
    return new CacheDirectory(folder.resolve("a/b"), notes::add);
  }

  @Test
  void whatIsWrittenIsReadAgainLater() throws IOException {
    assertThat(cache().read("x.json", Thing.class)).isEmpty();
    assertThat(cache().write("x.json", new Thing("old", 1, List.of()))).isTrue();
    assertThat(cache().write("x.json", THING)).isTrue();
    assertThat(cache().read("x.json", Thing.class)).contains(THING);
    assertThat(cache().read("y.json", Thing.class)).isEmpty();
    assertThat(notes).isEmpty();
    try (Stream<Path> files = Files.list(folder.resolve("a/b"))) {
      assertThat(files).containsExactly(folder.resolve("a/b/x.json")); // nothing unfinished
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "{", "[1]", "null", "{\"name\":1,\"size\":\"much\"}", "{\"name\":\"a\"}"})
  void aDamagedFileCountsAsAbsentAndIsNotedOnce(String content) throws IOException {
    CacheDirectory cache = cache();
    Files.createDirectories(folder.resolve("a/b"));
    Files.writeString(folder.resolve("a/b/x.json"), content);
    assertThat(cache.read("x.json", Thing.class)).isEmpty();
    assertThat(cache.read("x.json", Thing.class)).isEmpty();
    assertThat(notes).hasSize(1);
    assertThat(notes.getFirst()).startsWith(folder.resolve("a/b/x.json") + " is ignored: it ");
    assertThat(cache.write("x.json", THING)).isTrue();
    assertThat(cache.read("x.json", Thing.class)).contains(THING);
  }

  @Test
  void whatCannotBeReadOrWrittenIsANote() throws IOException {
    Files.createDirectories(folder.resolve("a/b/x.json"));
    assertThat(cache().read("x.json", Thing.class)).isEmpty();
    Files.writeString(folder.resolve("file"), "in the way");
    CacheDirectory blocked = new CacheDirectory(folder.resolve("file"), notes::add);
    assertThat(blocked.write("x.json", THING)).isFalse();
    assertThat(blocked.write("x.json", THING)).isFalse();
    assertThat(notes).hasSize(2);
    assertThat(notes.getFirst()).contains("x.json is ignored: it cannot be read: ");
    assertThat(notes.getLast()).contains("x.json cannot be written: ");
  }

  @Test
  void theMostParticularPlaceIsTaken() {
    Map<String, String> linux = Map.of("user.home", "/home/u", "os.name", "Linux");
    Map<String, String> mac = Map.of("user.home", "/Users/u", "os.name", "Mac OS X");
    assertThat(locate(linux, Map.of())).isEqualTo(Path.of("/home/u/.cache/pyramidsd"));
    assertThat(locate(mac, Map.of())).isEqualTo(Path.of("/Users/u/Library/Caches/pyramidsd"));
    Map<String, String> shared = Map.of("XDG_CACHE_HOME", "/xdg", "PYRAMID_CACHE", "");
    assertThat(locate(linux, shared)).isEqualTo(Path.of("/xdg/pyramidsd"));
    assertThat(locate(linux, Map.of("XDG_CACHE_HOME", "relative")))
        .isEqualTo(Path.of("/home/u/.cache/pyramidsd"));
    Map<String, String> own = Map.of("XDG_CACHE_HOME", "/xdg", "PYRAMID_CACHE", "/own");
    assertThat(locate(linux, own)).isEqualTo(Path.of("/own"));
    assertThat(locate(Map.of("pyramid.cache", "/property"), own)).isEqualTo(Path.of("/property"));
  }

  private static Path locate(Map<String, String> properties, Map<String, String> environment) {
    return CacheDirectory.locate(properties::get, environment::get);
  }
}
