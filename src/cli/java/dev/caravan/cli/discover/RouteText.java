package dev.caravan.cli.discover;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.api.http.Origins;
import dev.caravan.api.request.Target;
import dev.caravan.config.Counted;
import java.net.URI;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** The route file of what was found, with what shows it and what could not be settled. */
final class RouteText {
  private static final String PLAIN = "[A-Za-z0-9_$./{][A-Za-z0-9_$./?=()\\[\\]{}-]*";
  private static final int WIDTH = 116;

  private final StringBuilder yaml = new StringBuilder();
  private final UnaryOperator<String> hide;

  /**
   * @param hide takes secrets out of what comes from the API
   */
  RouteText(UnaryOperator<String> hide) {
    this.hide = hide;
  }

  /**
   * A stream of a file.
   *
   * @param id of its route, and the name of its table
   */
  record Part(String id, Inquiry inquiry) {
    /** The table's name. */
    String table() {
      return id.replace('-', '_');
    }
  }

  /** The whole file: the API, and its streams, of which there is one at least. */
  String of(
      String name,
      List<Part> parts,
      int requests,
      Map<String, String> credentials,
      Iterable<String> notes) {
    comment(
        "",
        "Written by ./caravan discover after %s. Comments say what shows each line."
            .formatted(Counted.of(requests, "request")));
    notes.forEach(note -> comment("", note));
    Inquiry first = parts.get(0).inquiry();
    api(name + "-api", first.base().url(), credentials, first.findings());
    Set<String> asked = new HashSet<>();
    for (Part part : parts) {
      Findings found = part.inquiry().findings();
      found.notes().forEach(note -> comment("", note));
      found
          .gaps()
          .forEach(
              gap -> comment("", "QUESTION, without whose answer records may be missing: " + gap));
      found.questions().stream()
          .filter(asked::add)
          .forEach(question -> comment("", "QUESTION: " + question));
      route(name + "-api", part);
    }
    return yaml.toString();
  }

  private void api(String name, URI url, Map<String, String> credentials, Findings found) {
    line("", "- beans:");
    line("    ", "- name: " + scalar(name));
    line("      ", "type: dev.caravan.api.Api");
    line("      ", "properties:");
    line("        ", "baseUrl: " + scalar(Origins.of(url).toString()));
    credentials.forEach((property, value) -> line("        ", property + ": " + scalar(value)));
    found.api().forEach((property, value) -> finding("        ", property, value));
  }

  private void route(String api, Part part) {
    Inquiry inquiry = part.inquiry();
    Findings found = inquiry.findings();
    line("", "- route:");
    line("    ", "id: " + scalar(part.id()));
    line("    ", "from:");
    line("      ", "uri: kamelet:" + found.kamelet());
    line("      ", "parameters:");
    line("        ", "api: " + scalar(api));
    Map<String, Findings.Finding> parameters = new LinkedHashMap<>();
    Target pages = inquiry.largePages();
    parameters.put("path", new Findings.Finding(path(pages.url()), ""));
    if (pages.method().equals("POST")) {
      parameters.put("method", new Findings.Finding("POST", ""));
      parameters.put(
          "body", new Findings.Finding(spaced(pages.body().map(String::valueOf).orElse("{}")), ""));
    }
    parameters.put("every", new Findings.Finding(every(found), ""));
    if (!inquiry.looks().get(0).isEvents()) {
      parameters.put("records", new Findings.Finding(inquiry.records(), ""));
    }
    parameters.putAll(found.stream());
    parameters.forEach((name, value) -> finding("        ", name, value));
    line("      ", "steps:");
    line("        ", "- to:");
    line("            ", "uri: kamelet:caravan-upsert");
    line("            ", "parameters:");
    line("              ", "table: " + scalar(part.table()));
    found.table().forEach((name, value) -> finding("              ", name, value));
  }

  private static String every(Findings found) {
    return found.kamelet().equals("caravan-replay")
        ? "1m"
        : found.stream().containsKey("watermark") ? "15m" : "1h";
  }

  private void finding(String indent, String name, Findings.Finding found) {
    if (found.value().contains("{{") || found.value().contains("}}")) {
      // An API or a document could have variables of this machine sent to it.
      throw new NothingFoundException(
          name + " would be '" + found.value() + "', in which Camel sees a placeholder");
    }
    if (!found.why().isEmpty()) {
      comment(indent, found.why());
    }
    line(indent, name + ": " + scalar(found.value()));
  }

  /** A path with what follows a bare ampersand kept from Camel. */
  static String path(URI url) {
    String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    String whole = url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
    if (!whole.matches(".*[&%+;].*")) {
      return whole;
    }
    return whole.contains(")") ? "RAW{" + whole + "}" : "RAW(" + whole + ")";
  }

  /** Two braces together are Camel's. */
  private static String spaced(String json) {
    String text = json;
    while (text.contains("}}") || text.contains("{{")) {
      text = text.replace("}}", "} }").replace("{{", "{ {");
    }
    return text;
  }

  private void comment(String indent, String text) {
    String rest = hide.apply(text).replaceAll("[\\p{Cntrl}\\u0085\\u2028\\u2029]+", " ").strip();
    while (!rest.isEmpty()) {
      int most = WIDTH - indent.length();
      int end = rest.length() <= most ? rest.length() : rest.lastIndexOf(' ', most);
      end = end <= 0 ? rest.length() : end;
      line(indent, "# " + rest.substring(0, end));
      rest = rest.substring(end).strip();
    }
  }

  private void line(String indent, String text) {
    yaml.append(indent).append(text).append('\n');
  }

  /** A text that YAML takes for itself. */
  private static String scalar(String value) {
    if (value.matches(PLAIN)
        && !value.startsWith("{")
        && !value.matches("(?i)null|yes|no|on|off|~")) {
      return value;
    }
    try {
      return new ObjectMapper().writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("every text can be written as JSON", e);
    }
  }
}
