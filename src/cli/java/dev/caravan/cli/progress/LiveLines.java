package dev.caravan.cli.progress;

import dev.caravan.api.auth.PlainText;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/**
 * Below everything else on a terminal, written anew whenever it changes. Whatever else this process
 * writes meanwhile goes above it. Lines that are too long are cut by the terminal itself, which
 * knows how wide it is.
 */
final class LiveLines implements Lines {
  /** More would not stand on a small terminal, and could not be written anew. */
  private static final int MOST = 12;

  private static final String ESCAPE = "\u001b[";
  private static final String NO_WRAP = ESCAPE + "?7l";
  private static final String WRAP = ESCAPE + "?7h";

  private final PrintStream terminal;
  private final PrintStream before;
  private List<String> shown = List.of();
  private int drawn;

  /** From now on what is written to the standard output goes above the lines. */
  LiveLines(PrintStream terminal) {
    this.terminal = terminal;
    this.before = System.out;
    System.setOut(new PrintStream(new Above(), true, StandardCharsets.UTF_8));
  }

  @Override
  public synchronized void show(List<String> ended, List<String> underWay) {
    List<String> now = underWay.size() <= MOST ? underWay : cut(underWay);
    if (!now.equals(shown) || !ended.isEmpty()) {
      erase();
      ended.forEach(line -> write(PlainText.of(line) + "\n"));
      shown = List.copyOf(now);
      draw();
    }
  }

  private static List<String> cut(List<String> lines) {
    Stream<String> more = Stream.of("and " + (lines.size() - MOST + 1) + " more");
    return Stream.concat(lines.stream().limit(MOST - 1), more).toList();
  }

  @Override
  public synchronized void close() {
    erase();
    shown = List.of();
    terminal.flush();
    System.setOut(before);
  }

  private void erase() {
    if (drawn > 0) {
      write(ESCAPE + drawn + "A" + ESCAPE + "J");
      drawn = 0;
    }
  }

  private void draw() {
    for (String line : shown) {
      write(NO_WRAP + PlainText.of(line) + WRAP + "\n");
    }
    drawn = shown.size();
    terminal.flush();
  }

  private void write(String text) {
    terminal.writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /** What others write, as whole lines. */
  private final class Above extends OutputStream {
    @Override
    public void write(int each) {
      write(new byte[] {(byte) each}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      synchronized (LiveLines.this) {
        erase();
        terminal.write(bytes, offset, length);
        if (length > 0 && bytes[offset + length - 1] == '\n') {
          draw();
        }
      }
    }
  }
}
