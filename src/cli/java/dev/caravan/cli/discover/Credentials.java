package dev.caravan.cli.discover;

import dev.caravan.api.Api;
import dev.caravan.api.request.Target;
import dev.caravan.cli.discover.openapi.OpenApiSecurity;
import dev.caravan.config.ConfigurationException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What requests carry besides their question, as it is sent and as a route file may say it: a
 * secret is only ever written as a variable, {@code {{env:TOKEN}}}.
 */
final class Credentials {
  private static final Pattern VARIABLE = Pattern.compile("\\{\\{env:([A-Za-z_][A-Za-z0-9_]*)}}");
  private static final Pattern SECRET_NAME =
      Pattern.compile(
          "(?i).*(auth|token|secret|passw|cookie|session|credential|signature|api.?key|subscription).*"
              + "|(.*[-_])?(key|sig|pw|pwd)");
  private static final String DEFAULT_VARIABLE = "TOKEN";
  private static final int SHORTEST = 4;

  private final UnaryOperator<String> environment;
  private final Map<String, String> headers = new LinkedHashMap<>();
  private final Map<String, String> properties = new LinkedHashMap<>();
  private final List<String> plainHeaders = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private Optional<String> secret = Optional.empty();
  private Optional<String> queryName = Optional.empty();
  private Optional<String> schemeQuery = Optional.empty();

  /**
   * @param environment the value of a variable; null when it is not set
   */
  Credentials(UnaryOperator<String> environment) {
    this.environment = environment;
  }

  /** Takes a header as the command line has it, {@code NAME: VALUE}. */
  void header(String line) {
    String[] parts = line.split(":", 2);
    String name = parts[0].strip();
    if (parts.length != 2 || !name.matches("[\\w!#$%&'*+.^`|~-]+") || parts[1].isBlank()) {
      throw new ConfigurationException(
          "-H takes 'NAME: VALUE', such as 'Authorization: Bearer {{env:TOKEN}}'");
    }
    String value = parts[1].strip();
    headers.put(name, resolved(value));
    if (!SECRET_NAME.matcher(name).matches() && !VARIABLE.matcher(value).find()) {
      plainHeaders.add(name + ": " + value);
    } else if (name.equalsIgnoreCase("Authorization") && value.matches("(?i)Bearer\\s.*")) {
      keep("bearerToken", "", value.replaceFirst("(?i)Bearer\\s+", ""));
    } else if (name.equalsIgnoreCase("Authorization")) {
      String scheme = value.matches("\\S+\\s+\\S.*") ? value.replaceFirst("\\s.*", " ") : "";
      keep("apiKey", scheme, value.substring(scheme.length()).strip());
      properties.put("apiKeyHeader", name);
    } else {
      keep("apiKey", "", value);
      properties.put("apiKeyHeader", name);
    }
  }

  /** Takes what a document says of credentials, unless some are given. */
  void scheme(OpenApiSecurity scheme) {
    if (secret.isEmpty()) {
      scheme.header().ifPresent(this::header);
      schemeQuery = scheme.query();
    }
    if (!scheme.properties().isEmpty()) {
      properties.clear();
      properties.putAll(scheme.properties());
      notes.add("The document tells of OAuth 2.0; discover asked with a token that was given.");
    }
  }

  /** Takes a parameter with a key out of a URL, and returns the URL without it. */
  URI url(String text) {
    String whole =
        schemeQuery.map(key -> text + (text.contains("?") ? "&" : "?") + key).orElse(text);
    String query = whole.contains("?") ? whole.replaceFirst("^[^?]*\\?", "") : "";
    for (String pair : query.split("&")) {
      String name = decoded(pair.replaceFirst("=.*$", ""));
      String value = pair.contains("=") ? pair.replaceFirst("^[^=]*=", "") : "";
      if (!value.isEmpty() && (isKey(name) || VARIABLE.matcher(value).find())) {
        boolean variable = VARIABLE.matcher(value).find();
        keep("apiKey", "", variable ? value : decoded(value));
        if (!name.matches("[\\w.\\[\\]$-]+")) {
          throw new ConfigurationException(
              "a key goes by a name of letters, not by '" + name + "'");
        }
        properties.put("apiKeyQuery", name);
        queryName = Optional.of(name);
        whole = whole.replaceFirst("[?&]" + Pattern.quote(pair), "");
      }
    }
    return parsed(whole.contains("?") ? whole : whole.replaceFirst("&", "?"));
  }

  /** The names by which secrets go in a query; a cursor is called token, too. */
  static boolean isKey(String name) {
    return SECRET_NAME.matcher(name).matches() && !name.matches("(?i).*(page|next|sync|cont).*");
  }

  private static URI parsed(String text) {
    try {
      URI url = URI.create(text);
      if (url.getHost() != null && url.getScheme().matches("https?") && url.getUserInfo() == null) {
        return url;
      }
    } catch (IllegalArgumentException e) {
      // Said below, without the text, which may have a secret in it.
    }
    throw new ConfigurationException(
        "URL must be one such as https://api.example.com/v1/orders, percent-encoded and without"
            + " user and password");
  }

  /** Headers of a request. */
  Map<String, String> headers() {
    return Map.copyOf(headers);
  }

  /** A request with the key that goes in its query. */
  Target put(Target target) {
    return queryName.isPresent() ? target.withQuery(queryName.get(), secret.orElseThrow()) : target;
  }

  /** Properties of the API's bean, as they are written. */
  Map<String, String> properties() {
    Map<String, String> all = new LinkedHashMap<>(properties);
    if (!plainHeaders.isEmpty()) {
      all.put("headers", String.join("\n", plainHeaders));
    }
    return all;
  }

  /** What to do before the file works. */
  List<String> notes() {
    return List.copyOf(notes);
  }

  /** An API that hides the secret in what is said. */
  Api hiding(URI origin) {
    Api api = new Api();
    api.setBaseUrl(origin.toString());
    secret.filter(known -> known.length() >= SHORTEST).ifPresent(api::setBearerToken);
    return api;
  }

  private void keep(String property, String before, String value) {
    if (secret.isPresent()) {
      throw new ConfigurationException(
          "there are two credentials; discover takes one, by -H or in the URL");
    }
    secret = Optional.of(resolved(value));
    if (VARIABLE.matcher(value).find()) {
      properties.put(property, before + value);
    } else {
      properties.put(property, before + "{{env:" + DEFAULT_VARIABLE + "}}");
      notes.add(
          "The credential is not written here: put it into the variable " + DEFAULT_VARIABLE + ".");
    }
  }

  private String resolved(String text) {
    Matcher variable = VARIABLE.matcher(text);
    return variable.replaceAll(
        found -> {
          String value = environment.apply(found.group(1));
          if (value == null || value.isEmpty()) {
            throw new ConfigurationException("the variable " + found.group(1) + " is not set");
          }
          return Matcher.quoteReplacement(value);
        });
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
