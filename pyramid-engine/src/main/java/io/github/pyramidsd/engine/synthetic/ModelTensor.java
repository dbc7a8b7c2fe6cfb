package io.github.pyramidsd.engine.synthetic;

import java.util.ArrayList;
import java.util.List;

/**
 * A tensor of a model.
 *
 * @param name in the file
 * @param role what it is for
 * @param layer the block it belongs to; -1 if to none
 * @param rows outputs; 1 for a vector
 * @param columns inputs
 */
record ModelTensor(String name, Role role, int layer, int rows, int columns) {

  /** What tensors are for. */
  enum Role {
    EMBEDDING,
    ATTENTION_NORM,
    QUERY,
    KEY,
    VALUE,
    BIAS,
    HEAD_NORM,
    ATTENTION_OUTPUT,
    FEED_FORWARD_NORM,
    GATE,
    UP,
    DOWN,
    OUTPUT_NORM,
    OUTPUT,
    ROPE_FACTORS
  }

  /** Whether it is a vector, and so is stored as singles whatever the format of the matrices. */
  boolean isVector() {
    return switch (role) {
      case ATTENTION_NORM, FEED_FORWARD_NORM, OUTPUT_NORM, HEAD_NORM, BIAS, ROPE_FACTORS -> true;
      default -> false;
    };
  }

  long elements() {
    return (long) rows * columns;
  }

  /** All tensors of a shape, in the order in which they are used. */
  static List<ModelTensor> of(ModelShape shape) {
    List<ModelTensor> tensors = new ArrayList<>();
    int width = shape.width();
    tensors.add(
        new ModelTensor("token_embd.weight", Role.EMBEDDING, -1, shape.vocabulary(), width));
    if (shape.ropeFactor() != 0) {
      tensors.add(
          new ModelTensor("rope_freqs.weight", Role.ROPE_FACTORS, -1, 1, shape.headSize() / 2));
    }
    for (int layer = 0; layer < shape.layers(); layer++) {
      new Block(shape, layer, tensors).add();
    }
    tensors.add(new ModelTensor("output_norm.weight", Role.OUTPUT_NORM, -1, 1, width));
    if (!shape.tied()) {
      tensors.add(new ModelTensor("output.weight", Role.OUTPUT, -1, shape.vocabulary(), width));
    }
    return tensors;
  }

  /** The tensors of one block. */
  private record Block(ModelShape shape, int layer, List<ModelTensor> tensors) {

    void add() {
      int width = shape.width();
      add("attn_norm.weight", Role.ATTENTION_NORM, 1, width);
      add("attn_q.weight", Role.QUERY, shape.queryWidth(), width);
      add("attn_k.weight", Role.KEY, shape.keyValueWidth(), width);
      add("attn_v.weight", Role.VALUE, shape.keyValueWidth(), width);
      if (shape.architecture().equals("qwen2")) {
        add("attn_q.bias", Role.BIAS, 1, shape.queryWidth());
        add("attn_k.bias", Role.BIAS, 1, shape.keyValueWidth());
        add("attn_v.bias", Role.BIAS, 1, shape.keyValueWidth());
      }
      if (shape.architecture().equals("qwen3")) {
        add("attn_q_norm.weight", Role.HEAD_NORM, 1, shape.headSize());
        add("attn_k_norm.weight", Role.HEAD_NORM, 1, shape.headSize());
      }
      add("attn_output.weight", Role.ATTENTION_OUTPUT, width, shape.queryWidth());
      add("ffn_norm.weight", Role.FEED_FORWARD_NORM, 1, width);
      add("ffn_gate.weight", Role.GATE, shape.hidden(), width);
      add("ffn_up.weight", Role.UP, shape.hidden(), width);
      add("ffn_down.weight", Role.DOWN, width, shape.hidden());
    }

    private void add(String name, Role role, int rows, int columns) {
      tensors.add(new ModelTensor("blk." + layer + "." + name, role, layer, rows, columns));
    }
  }
}
