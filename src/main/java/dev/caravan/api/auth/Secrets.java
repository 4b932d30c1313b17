package dev.caravan.api.auth;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Hides an API's secrets in any text that leaves the process: logs, errors, run history. What is
 * shorter than {@link #LEAST_CHARACTERS} keeps no secret, such as the {@code x} that many APIs want
 * as the password beside their key; it is hidden where it stands alone, as else no text with an x
 * in it could be read.
 */
public final class Secrets {
  /** What has fewer characters is found in too many words, and guessed too soon. */
  public static final int LEAST_CHARACTERS = 4;

  /** What has fewer bytes makes too little of a code to be told from other text. */
  private static final int LEAST_BASE64 = 8;

  private static final String SLASHES = "\\\\";

  private static final Map<Integer, String> ENTITIES =
      Map.ofEntries(
          Map.entry((int) '&', "amp"),
          Map.entry((int) '<', "lt"),
          Map.entry((int) '>', "gt"),
          Map.entry((int) '"', "quot"),
          Map.entry((int) '\'', "apos"),
          Map.entry((int) '+', "plus"),
          Map.entry((int) '/', "sol"),
          Map.entry((int) '=', "equals"),
          Map.entry((int) '_', "lowbar"),
          Map.entry((int) '.', "period"),
          Map.entry((int) ':', "colon"),
          Map.entry((int) '$', "dollar"),
          Map.entry((int) '%', "percnt"),
          Map.entry((int) '!', "excl"),
          Map.entry((int) '#', "num"),
          Map.entry((int) '@', "commat"),
          Map.entry((int) '~', "tilde"));

  private static final String WORD = "[\\p{L}\\p{N}]";

  private final List<String> secrets;
  private final List<Pattern> hidden;

  public Secrets(List<String> secrets) {
    this.secrets = List.copyOf(secrets);
    this.hidden =
        secrets.stream()
            .filter(secret -> !secret.isEmpty())
            .distinct()
            .sorted(Comparator.comparingInt(String::length).reversed())
            .map(Secrets::pattern)
            .toList();
  }

  /** Finds a secret however a server may write it. */
  public static Pattern pattern(String secret) {
    String spelled =
        secret.codePoints().mapToObj(Secrets::spelled).collect(Collectors.joining("", "(?:", ")"));
    if (secret.length() < LEAST_CHARACTERS) {
      return Pattern.compile("(?<!" + WORD + ")" + spelled + "(?!" + WORD + ")");
    }
    return Pattern.compile(
        secret.length() < LEAST_BASE64
            ? spelled
            : spelled + base64(secret) + "|(?i:" + hex(secret) + ")");
  }

  /**
   * A character as it is, and as servers repeat it, in any mixture: in a URL, in JSON and scripts,
   * and in HTML, each once or several times over.
   */
  private static String spelled(int point) {
    String text = Character.toString(point);
    String units = units(text, "u(?i:%04x)");
    StringBuilder url = new StringBuilder();
    for (byte one : text.getBytes(StandardCharsets.UTF_8)) {
      url.append("%%(?:25)*(?i:%02x)".formatted(one));
    }
    List<String> forms =
        new ArrayList<>(List.of(SLASHES + "*" + Pattern.quote(text), url.toString()));
    forms.add(units.replace("u(", SLASHES + "+u("));
    forms.add(units.replace("u(", "%(?:25)*u("));
    if (point <= 0xff) {
      forms.add(SLASHES + "+x(?i:%02x)".formatted(point));
    }
    forms.add("&(?:amp;)*#0*%d;".formatted(point));
    forms.add("&(?:amp;)*#(?i:x0*%x);".formatted(point));
    Optional.ofNullable(ENTITIES.get(point))
        .ifPresent(name -> forms.add("&(?:amp;)*" + name + ";"));
    if (point == ' ') {
      forms.add("\\+");
    }
    return "(?:" + String.join("|", forms) + ")";
  }

  private static String units(String text, String form) {
    return text.chars().mapToObj(form::formatted).collect(Collectors.joining());
  }

  /** Its bytes in hexadecimal digits. */
  public static String hex(String secret) {
    return HexFormat.of().formatHex(secret.getBytes(StandardCharsets.UTF_8));
  }

  /** What base64 makes of it, wherever in the encoded text it stands, in both alphabets. */
  private static String base64(String secret) {
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    return IntStream.range(0, 3)
        .mapToObj(before -> "|" + base64(bytes, before))
        .collect(Collectors.joining());
  }

  /**
   * What base64 makes of a secret behind so many bytes, without the characters at its ends that
   * depend on what stands around it.
   */
  public static String code(byte[] secret, int before) {
    byte[] text = new byte[before + secret.length];
    System.arraycopy(secret, 0, text, before, secret.length);
    String code = Base64.getEncoder().withoutPadding().encodeToString(text);
    return code.substring((before * 8 + 5) / 6, text.length * 8 / 6);
  }

  private static String base64(byte[] secret, int before) {
    return code(secret, before)
        .chars()
        .mapToObj(
            c ->
                switch (c) {
                  case '+' -> "(?:-|" + spelled(c) + ")";
                  case '/' -> "(?:_|" + spelled(c) + ")";
                  default -> Character.toString(c);
                })
        .collect(Collectors.joining());
  }

  public boolean areOf(List<String> others) {
    return secrets.equals(others);
  }

  public String hide(String text) {
    String shown = text;
    for (Pattern secret : hidden) {
      shown = secret.matcher(shown).replaceAll("***");
    }
    return shown;
  }
}
