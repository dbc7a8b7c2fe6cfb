package io.github.pyramidsd.engine;

import io.github.pyramidsd.engine.transformer.TransformerSession;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The sessions of a model that are open, to be closed with it. May be used by several threads. */
final class OpenSessions {

  private final String model;
  private final Set<TransformerSession> sessions = new HashSet<>(); // guarded by itself
  private boolean closed; // guarded by sessions

  /**
   * Makes an empty set.
   *
   * @param model what messages call the model
   */
  OpenSessions(String model) {
    this.model = model;
  }

  /**
   * Checks that the model is not closed.
   *
   * @throws IllegalStateException if it is
   */
  void checkOpen() {
    synchronized (sessions) {
      if (closed) {
        throw closedException();
      }
    }
  }

  /**
   * Takes in a session that was just opened.
   *
   * @throws IllegalStateException if the model was closed meanwhile; the session is then closed too
   */
  void add(TransformerSession session) {
    synchronized (sessions) {
      if (!closed) {
        sessions.add(session);
        return;
      }
    }
    session.close();
    throw closedException();
  }

  void remove(TransformerSession session) {
    synchronized (sessions) {
      sessions.remove(session);
    }
  }

  /** Closes all of them, unless that was done before; says whether this was the first time. */
  boolean close() {
    List<TransformerSession> open;
    synchronized (sessions) {
      if (closed) {
        return false;
      }
      closed = true;
      open = List.copyOf(sessions);
    }
    open.forEach(TransformerSession::close);
    return true;
  }

  private IllegalStateException closedException() {
    return new IllegalStateException(model + ": the model is closed");
  }
}
