package dev.caravan.cli.discover.openapi;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How requests prove who asks.
 *
 * @param header a header that carries it, as the command line takes one; empty where there is none
 * @param query a parameter that carries it, {@code NAME=VALUE}; empty where there is none
 * @param properties of the API's bean, where they say it otherwise
 */
public record OpenApiSecurity(
    Optional<String> header, Optional<String> query, Map<String, String> properties) {
  /**
   * What a scheme asks for.
   *
   * @param scopes that the document asks for
   * @param server where addresses begin that name no server themselves
   */
  static Optional<OpenApiSecurity> of(
      Map<?, ?> scheme, List<String> scopes, Optional<String> server) {
    String name = String.valueOf(scheme.get("name"));
    return switch (String.valueOf(scheme.get("type"))) {
      case "apiKey" ->
          switch (String.valueOf(scheme.get("in"))) {
            case "header" -> header(name + ": {{env:API_KEY}}");
            case "query" ->
                Optional.of(
                    new OpenApiSecurity(
                        Optional.empty(), Optional.of(name + "={{env:API_KEY}}"), Map.of()));
            default -> Optional.empty();
          };
      case "http" ->
          "basic".equalsIgnoreCase(String.valueOf(scheme.get("scheme")))
              ? header("Authorization: Basic {{env:BASIC_CREDENTIALS}}")
              : header("Authorization: Bearer {{env:TOKEN}}");
      case "oauth2" -> oauth(scheme, scopes, server);
      default -> Optional.empty();
    };
  }

  private static Optional<OpenApiSecurity> header(String line) {
    return Optional.of(new OpenApiSecurity(Optional.of(line), Optional.empty(), Map.of()));
  }

  /** The token that discover itself asks with is in the variable TOKEN. */
  private static Optional<OpenApiSecurity> oauth(
      Map<?, ?> scheme, List<String> scopes, Optional<String> server) {
    Map<?, ?> flow =
        OpenApiDocument.map(OpenApiDocument.map(scheme.get("flows")).get("clientCredentials"));
    Optional<String> url = address(flow.get("tokenUrl"), server);
    if (url.isEmpty()) {
      return header("Authorization: Bearer {{env:TOKEN}}");
    }
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("oauth2TokenUrl", url.get());
    properties.put("oauth2ClientId", "{{env:CLIENT_ID}}");
    properties.put("oauth2ClientSecret", "{{env:CLIENT_SECRET}}");
    if (!scopes.isEmpty()) {
      properties.put("oauth2Scope", String.join(" ", scopes));
    }
    return Optional.of(
        new OpenApiSecurity(
            Optional.of("Authorization: Bearer {{env:TOKEN}}"), Optional.empty(), properties));
  }

  /** With its server, as a route file needs it. */
  private static Optional<String> address(Object said, Optional<String> server) {
    if (!(said instanceof String text) || text.contains("{{")) {
      return Optional.empty();
    }
    try {
      URI url = URI.create(text);
      return Optional.of(server.map(base -> URI.create(base).resolve(url)).orElse(url))
          .filter(whole -> String.valueOf(whole.getScheme()).matches("https?"))
          .map(URI::toString);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
