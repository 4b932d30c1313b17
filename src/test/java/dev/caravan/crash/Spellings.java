package dev.caravan.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A text in every form that programs write it down in, to be looked for byte by byte. */
final class Spellings {
  private final Map<String, String> bytes = new LinkedHashMap<>();

  /** Bytes as characters, one each, so that they can be looked for as a text. */
  private static final Charset RAW = StandardCharsets.ISO_8859_1;

  Spellings(String text) {
    add("UTF-8", text.getBytes(StandardCharsets.UTF_8));
    add("Latin 1", text.getBytes(StandardCharsets.ISO_8859_1));
    add("UTF-16BE", text.getBytes(StandardCharsets.UTF_16BE));
    add("UTF-16LE", text.getBytes(StandardCharsets.UTF_16LE));
    add("URL", URLEncoder.encode(text, StandardCharsets.UTF_8).getBytes(RAW));
    add("JSON", escaped(text).getBytes(RAW));
    String hex = HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    add("hex", hex.getBytes(RAW));
    add("HEX", hex.toUpperCase(java.util.Locale.ROOT).getBytes(RAW));
    for (int shift = 0; shift < 3; shift++) {
      add("Base64 shifted by " + shift, base64(text, shift).getBytes(RAW));
    }
  }

  private void add(String form, byte[] written) {
    bytes.put(form, new String(written, RAW));
  }

  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    text.chars().forEach(c -> escaped.append(c < 128 ? "" + (char) c : "\\u%04x".formatted(c)));
    return escaped.toString();
  }

  /** What no neighbour of the text has a part in. */
  private static String base64(String text, int shift) {
    byte[] own = text.getBytes(StandardCharsets.UTF_8);
    byte[] shifted = new byte[shift + own.length - (shift + own.length) % 3];
    System.arraycopy(own, 0, shifted, shift, shifted.length - shift);
    String all = Base64.getEncoder().encodeToString(shifted);
    return all.substring(shift == 0 ? 0 : 4);
  }

  /** Where it stands in the files below a folder. */
  List<String> in(Path folder) {
    List<String> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        found.addAll(in(file.getFileName().toString(), Files.readAllBytes(file)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }

  /** In which forms it stands in something. */
  List<String> in(String place, byte[] content) {
    String text = new String(content, RAW);
    return bytes.entrySet().stream()
        .filter(each -> text.contains(each.getValue()))
        .map(each -> place + " as " + each.getKey())
        .toList();
  }
}
