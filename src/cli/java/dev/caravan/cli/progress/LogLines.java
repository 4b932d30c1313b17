package dev.caravan.cli.progress;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** In the log, which says of each page and of each end what it is. */
final class LogLines implements Lines {
  private static final Logger LOG = LoggerFactory.getLogger(LogLines.class);

  /** What has ended the log has said already, with more. */
  @Override
  public void show(List<String> ended, List<String> underWay) {
    underWay.forEach(line -> LOG.info("under way: {}", line));
  }

  @Override
  public void close() {
    // Nothing moves.
  }
}
