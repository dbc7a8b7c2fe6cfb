package io.github.pyramidsd.engine.gguf;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A model's file or, where a model is split, all of its parts as if they were one. The first part
 * has the metadata; tensors are those of all parts in turn.
 *
 * <p>Parts lie side by side and are called {@code name-00001-of-00003.gguf} and so on, as {@code
 * llama-gguf-split} writes them. Opening any of them opens all. The key {@code split.count} says
 * how many there are, {@code split.no} which of them a file is, from 0 on, and {@code
 * split.tensors.count} how many tensors they have together.
 */
public final class GgufFiles implements AutoCloseable {

  private final List<GgufFile> parts;
  private final List<GgufTensor> tensors = new ArrayList<>();
  private final Map<String, GgufFile> owners = new HashMap<>();

  private GgufFiles(List<GgufFile> parts) throws GgufException {
    this.parts = List.copyOf(parts);
    for (GgufFile part : parts) {
      for (GgufTensor tensor : part.tensors()) {
        GgufFile other = owners.putIfAbsent(tensor.name(), part);
        if (other != null) {
          throw part.illegal(tensor, "is also in another part of the model, " + other.name());
        }
        tensors.add(tensor);
      }
    }
  }

  /**
   * Opens a model's file, and the other parts if it is one of several.
   *
   * @throws GgufException if a file cannot be read or is malformed, if a part is missing, or if the
   *     parts do not belong together; the message begins with the file that is to blame
   */
  public static GgufFiles open(Path path) throws GgufException {
    List<GgufFile> opened = new ArrayList<>();
    try {
      opened.add(GgufFile.open(path));
      Split split = Split.of(opened.getFirst());
      if (split.count() > 1) {
        openOthers(path, split, opened);
      }
      return new GgufFiles(opened);
    } catch (IOException | RuntimeException | Error e) {
      opened.forEach(GgufFile::close);
      throw e;
    }
  }

  /**
   * Takes a file that is in memory, as {@link GgufFile#parse} does.
   *
   * @throws GgufException if the bytes are malformed, or are one of several parts
   */
  public static GgufFiles parse(String name, MemorySegment bytes) throws GgufException {
    GgufFile file = GgufFile.parse(name, bytes);
    Split split = Split.of(file);
    if (split.count() > 1) {
      throw new GgufException(
          name,
          "is part %s of %s of a model, which must be opened from a folder that has all of them"
              .formatted(split.number() + 1, split.count()));
    }
    return new GgufFiles(List.of(file));
  }

  /** What messages call the model: its file or, where it is split, the first part. */
  public String name() {
    return parts.getFirst().name();
  }

  /** The files, the first part first; never empty. */
  public List<GgufFile> parts() {
    return parts;
  }

  /** The size of all files together in bytes. */
  public long size() {
    return parts.stream().mapToLong(GgufFile::size).sum();
  }

  /** The model's metadata, which the first part has. */
  public GgufMetadata metadata() {
    return parts.getFirst().metadata();
  }

  /** The tensors of all parts, in the order in which the files list them. */
  public List<GgufTensor> tensors() {
    return List.copyOf(tensors);
  }

  public Optional<GgufTensor> tensor(String name) {
    GgufFile owner = owners.get(name);
    return owner == null ? Optional.empty() : owner.tensor(name);
  }

  /**
   * A tensor that the caller cannot do without.
   *
   * @throws GgufException if there is none of that name
   */
  public GgufTensor requireTensor(String name) throws GgufException {
    GgufFile owner = owners.get(name);
    if (owner == null && parts.size() > 1) {
      throw new GgufException(
          name(),
          "tensor %s is missing among the %s of all %s parts"
              .formatted(GgufException.quote(name), tensors.size(), parts.size()));
    }
    return (owner == null ? parts.getFirst() : owner).requireTensor(name);
  }

  /**
   * The file that a tensor is in.
   *
   * @throws IllegalArgumentException if the tensor is not of these files
   */
  public GgufFile owner(GgufTensor tensor) {
    GgufFile owner = owners.get(tensor.name());
    if (owner == null) {
      throw new IllegalArgumentException(tensor + " is not a tensor of " + name());
    }
    return owner;
  }

  /** The tensor's bytes, as {@link GgufFile#data}. */
  public MemorySegment data(GgufTensor tensor) {
    return owner(tensor).data(tensor);
  }

  /** The exception for a tensor that cannot be used, as {@link GgufFile#illegal}. */
  public GgufException illegal(GgufTensor tensor, String problem) {
    return owner(tensor).illegal(tensor, problem);
  }

  /** Unmaps the files. */
  @Override
  public void close() {
    parts.forEach(GgufFile::close);
  }

  /** Opens the other parts and puts all in their order. */
  private static void openOthers(Path path, Split split, List<GgufFile> opened)
      throws GgufException {
    GgufFile given = opened.removeFirst();
    try {
      for (int number = 0; number < split.count(); number++) {
        if (number != split.number()) {
          opened.add(openPart(path, split, number, given));
        }
      }
    } finally {
      opened.add(Math.min(split.number(), opened.size()), given);
    }
    split.checkTensors(opened);
  }

  private static GgufFile openPart(Path path, Split split, int number, GgufFile given)
      throws GgufException {
    Path part = split.sibling(path, number, given);
    if (!part.toFile().exists()) {
      throw new GgufException(
          part.toString(),
          "there is no such file; it is part %s of %s of the model that %s belongs to"
              .formatted(number + 1, split.count(), given.name()));
    }
    GgufFile opened = GgufFile.open(part);
    try {
      split.checkBelongs(opened, number, given);
      return opened;
    } catch (GgufException e) {
      opened.close();
      throw e;
    }
  }
}
