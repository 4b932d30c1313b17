package dev.caravan.webhook.scheme;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a secret that a provider sends, in a file that only its owner reads. Anybody may send one:
 * the first is kept, and none after it.
 */
record SecretFile(Path file) {
  private static final Logger LOG = LoggerFactory.getLogger(SecretFile.class);

  void keep(String secret) {
    try {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(file, secret);
      LOG.info("the provider's verification token is in {}", file);
    } catch (FileAlreadyExistsException e) {
      LOG.warn("{} holds a verification token already; another one was not kept", file);
    } catch (IOException | UnsupportedOperationException e) {
      LOG.warn("the verification token cannot be written to {}: {}", file, e.toString());
    }
  }
}
