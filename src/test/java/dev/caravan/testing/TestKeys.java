package dev.caravan.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A private certificate authority in a folder, made by the JDK's keytool. */
public final class TestKeys {
  /** The password of every store. */
  public static final String PASSWORD = "st0re-pass";

  private final Path folder;

  /** Makes the authority: {@code ca.p12} with its key, {@code ca.pem} without. */
  public TestKeys(Path folder) {
    this.folder = folder;
    String dn = "CN=Test CA";
    keytool("-genkeypair", "-keystore", store("ca"), "-alias", "ca", "-dname", dn, "-ext", "bc:c");
    keytool(
        "-exportcert", "-rfc", "-keystore", store("ca"), "-alias", "ca", "-file", file("ca.pem"));
  }

  /** The path of a file in the folder. */
  public String file(String name) {
    return folder.resolve(name).toString();
  }

  /** A key whose certificate the authority signed, in {@code NAME.p12}. */
  public String signedKey(String name) {
    return signedKey(name, "EC", "ip:127.0.0.1");
  }

  /** The same, of an algorithm, and good for some addresses such as {@code dns:example.com}. */
  public String signedKey(String name, String algorithm, String addresses) {
    String request = file(name + ".csr");
    String signed = file(name + ".pem");
    keytool(
        "-genkeypair",
        "-keystore",
        store(name),
        "-alias",
        name,
        "-dname",
        "CN=" + name,
        "-keyalg",
        algorithm);
    keytool("-certreq", "-keystore", store(name), "-alias", name, "-file", request);
    keytool(
        "-gencert",
        "-rfc",
        "-keystore",
        store("ca"),
        "-alias",
        "ca",
        "-infile",
        request,
        "-outfile",
        signed,
        "-ext",
        "san=" + addresses);
    keytool(
        "-importcert",
        "-noprompt",
        "-keystore",
        store(name),
        "-alias",
        "ca",
        "-file",
        file("ca.pem"));
    keytool("-importcert", "-noprompt", "-keystore", store(name), "-alias", name, "-file", signed);
    return store(name);
  }

  /** The authority's certificate alone, as something to trust, in {@code trust.p12}. */
  public String trustStore() {
    keytool(
        "-importcert",
        "-noprompt",
        "-keystore",
        store("trust"),
        "-alias",
        "ca",
        "-file",
        file("ca.pem"));
    return store("trust");
  }

  /** The private key of a key store. */
  public PrivateKey privateKey(String name) throws Exception {
    return (PrivateKey) load(store(name)).getKey(name, PASSWORD.toCharArray());
  }

  /** What a server needs that has a key and trusts the authority. */
  public SSLContext server(String keyStore) throws Exception {
    KeyStore keys = load(keyStore);
    KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(keys, PASSWORD.toCharArray());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(keys);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  private static KeyStore load(String file) throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(Path.of(file))) {
      keys.load(in, PASSWORD.toCharArray());
    }
    return keys;
  }

  private String store(String name) {
    return file(name + ".p12");
  }

  private static void keytool(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC"));
    command.addAll(List.of(arguments));
    command.addAll(List.of("-storepass", PASSWORD));
    if (command.contains("-genkeypair")) {
      command.addAll(List.of("-validity", "2", "-storetype", "PKCS12"));
      if (!command.contains("-keyalg")) {
        command.addAll(List.of("-keyalg", "EC"));
      }
    }
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes());
      if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IllegalStateException("keytool: " + said);
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException("keytool", e);
    }
  }
}
