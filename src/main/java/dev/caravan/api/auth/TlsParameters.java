package dev.caravan.api.auth;

import static dev.caravan.api.auth.Required.present;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * Whom an API's connections trust and by which key they say who asks. Without any of it the JVM's
 * and Camel's own settings hold.
 */
public final class TlsParameters {
  private String trustStore;
  private String trustStorePassword;
  private String keyStore;
  private String keyStorePassword;
  private SSLContext context;

  public void trustStore(String file) {
    this.trustStore = present("trustStore", file);
  }

  public void trustStorePassword(String password) {
    this.trustStorePassword = present("trustStorePassword", password);
  }

  public void keyStore(String file) {
    this.keyStore = present("keyStore", file);
  }

  public void keyStorePassword(String password) {
    this.keyStorePassword = present("keyStorePassword", password);
  }

  /** Every text that must never be shown. */
  public List<String> secrets() {
    return Stream.of(trustStorePassword, keyStorePassword).filter(Objects::nonNull).toList();
  }

  /**
   * What connections use; empty when nothing is declared. The files are read once.
   *
   * @throws IllegalArgumentException naming the file and what is wrong with it
   */
  public synchronized Optional<SSLContext> context() {
    if (context == null && (trustStore != null || keyStore != null)) {
      context = newContext();
    }
    return Optional.ofNullable(context);
  }

  private SSLContext newContext() {
    try {
      SSLContext created = SSLContext.getInstance("TLS");
      created.init(keyManagers(), trustManagers(), null);
      return created;
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "trustStore or keyStore cannot be used: " + e.getMessage(), e);
    }
  }

  private TrustManager[] trustManagers() throws GeneralSecurityException {
    if (trustStore == null) {
      return null;
    }
    KeyStore store =
        isPem(trustStore)
            ? certificates("trustStore", trustStore)
            : load("trustStore", trustStore, trustStorePassword);
    if (!hasEntry(store, false)) {
      throw new IllegalArgumentException("trustStore '" + trustStore + "' trusts no certificate");
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  private KeyManager[] keyManagers() throws GeneralSecurityException {
    if (keyStore == null) {
      return null;
    }
    KeyStore store = load("keyStore", keyStore, present("keyStorePassword", keyStorePassword));
    if (!hasEntry(store, true)) {
      throw new IllegalArgumentException("keyStore '" + keyStore + "' holds no private key");
    }
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    try {
      factory.init(store, keyStorePassword.toCharArray());
    } catch (UnrecoverableKeyException e) {
      throw new IllegalArgumentException(
          "keyStore '" + keyStore + "' holds a key with another password than keyStorePassword", e);
    }
    return factory.getKeyManagers();
  }

  private static KeyStore load(String name, String file, String password)
      throws GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(type(name, file));
    try (InputStream in = open(name, file)) {
      store.load(in, password == null ? null : password.toCharArray());
      return store;
    } catch (IOException e) {
      throw new IllegalArgumentException(
          e.getCause() instanceof UnrecoverableKeyException
              ? name + " '" + file + "' does not open with " + name + "Password"
              : name + " '" + file + "' is no " + store.getType() + " file: " + e.getMessage(),
          e);
    }
  }

  private static KeyStore certificates(String name, String file) throws GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = open(name, file)) {
      store.load(null, null);
      Collection<? extends Certificate> all =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      int count = 0;
      for (Certificate each : all) {
        store.setCertificateEntry("ca-" + count++, each);
      }
      return store;
    } catch (IOException | java.security.cert.CertificateException e) {
      throw new IllegalArgumentException(
          name + " '" + file + "' is no PEM file with certificates: " + e.getMessage(), e);
    }
  }

  private static InputStream open(String name, String file) {
    try {
      return Files.newInputStream(Path.of(file));
    } catch (IOException | java.nio.file.InvalidPathException e) {
      throw new IllegalArgumentException(
          name + " '" + file + "' cannot be read: " + e.getClass().getSimpleName(), e);
    }
  }

  private static boolean isPem(String file) {
    return file.toLowerCase(Locale.ROOT).matches(".*\\.(pem|crt|cer)");
  }

  private static String type(String name, String file) {
    String lower = file.toLowerCase(Locale.ROOT);
    if (lower.matches(".*\\.(p12|pfx|pkcs12)")) {
      return "PKCS12";
    }
    if (lower.endsWith(".jks")) {
      return "JKS";
    }
    throw new IllegalArgumentException(
        name
            + " '"
            + file
            + "' has an unknown ending; it takes .p12, .pfx or .jks"
            + (name.equals("trustStore") ? ", or .pem with certificates" : ""));
  }

  private static boolean hasEntry(KeyStore store, boolean key) throws GeneralSecurityException {
    for (String alias : Collections.list(store.aliases())) {
      if (key ? store.isKeyEntry(alias) : store.isCertificateEntry(alias)) {
        return true;
      }
    }
    return false;
  }
}
