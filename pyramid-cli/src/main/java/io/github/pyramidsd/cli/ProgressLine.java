package io.github.pyramidsd.cli;

import java.util.Timer;
import java.util.TimerTask;
import org.jspecify.annotations.Nullable;

/** Says on one line of a terminal what takes long, and wipes it afterwards. */
final class ProgressLine {

  private static final int DELAY_MILLIS = 500;
  private static final int PERIOD_MILLIS = 200;
  private static final String WIPE = "\r\u001b[K";

  private final Console console;
  private @Nullable Timer timer;
  private volatile String message = "";
  private boolean shown;

  ProgressLine(Console console) {
    this.console = console;
  }

  /** Says what is being done, from half a second after the first time on. */
  synchronized void show(String text) {
    if (!console.errIsTerminal()) {
      return;
    }
    message = text;
    if (timer == null) {
      timer = new Timer("pyramid-progress", true);
      timer.schedule(
          new TimerTask() {
            @Override
            public void run() {
              print();
            }
          },
          DELAY_MILLIS,
          PERIOD_MILLIS);
    }
  }

  private synchronized void print() {
    if (timer != null) {
      console.err().print(WIPE + message);
      console.err().flush();
      shown = true;
    }
  }

  /** Tells something worth knowing, on a line of its own. */
  void note(String text) {
    wipe();
    console.note(text);
  }

  /** Wipes the line; it may be used again. */
  synchronized void wipe() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
    if (shown) {
      console.err().print(WIPE);
      console.err().flush();
      shown = false;
    }
  }
}
