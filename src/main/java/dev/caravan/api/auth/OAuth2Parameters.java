package dev.caravan.api.auth;

import static dev.caravan.api.auth.Required.present;

import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** How to get tokens by OAuth 2.0: the client credentials or the refresh token grant (RFC 6749). */
public final class OAuth2Parameters {
  private static final Set<String> OWN_NAMES =
      Set.of("grant_type", "client_id", "client_secret", "scope", "refresh_token");

  /** How the client proves to the token endpoint who it is. */
  private enum ClientAuth {
    BASIC,
    BODY
  }

  private final Map<String, String> extra = new LinkedHashMap<>();
  private URI tokenUrl;
  private String clientId;
  private String clientSecret;
  private String scope;
  private String refreshToken;
  private ClientAuth clientAuth = ClientAuth.BASIC;

  public void tokenUrl(String url) {
    String text = present("oauth2TokenUrl", url).strip();
    if (!text.matches("(?i)https?://[^/?#@\\s]+[^#@\\s]*")) {
      throw new IllegalArgumentException(
          "oauth2TokenUrl is not a URL of the form https://host/path; credentials belong in"
              + " oauth2ClientId and oauth2ClientSecret");
    }
    try {
      this.tokenUrl = URI.create(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("oauth2TokenUrl is not a URL", e);
    }
  }

  public void clientId(String id) {
    this.clientId = present("oauth2ClientId", id);
  }

  public void clientSecret(String secret) {
    this.clientSecret = Required.secret("oauth2ClientSecret", secret);
  }

  public void scope(String scope) {
    this.scope = present("oauth2Scope", scope);
  }

  public void refreshToken(String token) {
    this.refreshToken = Required.secret("oauth2RefreshToken", token);
  }

  public void clientAuth(String kind) {
    this.clientAuth =
        switch (String.valueOf(kind)) {
          case "basic" -> ClientAuth.BASIC;
          case "body" -> ClientAuth.BODY;
          default ->
              throw new IllegalArgumentException(
                  "oauth2ClientAuth '" + kind + "' does not exist; it is basic or body");
        };
  }

  public void parameters(String query) {
    extra.clear();
    for (String pair : present("oauth2Parameters", query).strip().split("&")) {
      int equals = pair.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException(
            "oauth2Parameters takes name=value pairs joined by &, as in audience=orders");
      }
      String name = decoded(pair.substring(0, equals));
      if (OWN_NAMES.contains(name)) {
        throw new IllegalArgumentException(
            "oauth2Parameters cannot hold " + name + ", which has a property of its own");
      }
      extra.put(name, decoded(pair.substring(equals + 1)));
    }
  }

  public boolean isSet() {
    return tokenUrl != null
        || clientId != null
        || clientSecret != null
        || scope != null
        || refreshToken != null
        || !extra.isEmpty();
  }

  /**
   * Checks what no single value can.
   *
   * @throws IllegalArgumentException naming what is missing
   */
  public void check() {
    if (tokenUrl == null || clientId == null) {
      throw new IllegalArgumentException(
          "OAuth2 takes at least oauth2TokenUrl and oauth2ClientId; one of them is missing");
    }
    if (clientSecret == null && refreshToken == null) {
      throw new IllegalArgumentException(
          "OAuth2 takes oauth2ClientSecret, or oauth2RefreshToken for a client without a secret;"
              + " both are missing");
    }
  }

  public URI tokenUrl() {
    return tokenUrl;
  }

  public Optional<String> refreshToken() {
    return Optional.ofNullable(refreshToken);
  }

  /** The value of the Authorization header of a token request, when the client uses one. */
  Optional<String> authorization() {
    return clientAuth == ClientAuth.BASIC && clientSecret != null
        ? Optional.of("Basic " + basicCode())
        : Optional.empty();
  }

  /** The form of a token request. */
  String form(Optional<String> refresh) {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("grant_type", refresh.isPresent() ? "refresh_token" : "client_credentials");
    refresh.ifPresent(token -> form.put("refresh_token", token));
    if (scope != null) {
      form.put("scope", scope);
    }
    if (authorization().isEmpty()) {
      form.put("client_id", clientId);
      if (clientSecret != null) {
        form.put("client_secret", clientSecret);
      }
    }
    form.putAll(extra);
    return form.entrySet().stream()
        .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
        .collect(Collectors.joining("&"));
  }

  /** Every text that must never be shown. */
  public List<String> secrets() {
    List<String> secrets = new ArrayList<>();
    if (clientSecret != null) {
      secrets.addAll(List.of(clientSecret, encoded(clientSecret), basicCode()));
    }
    if (refreshToken != null) {
      secrets.addAll(List.of(refreshToken, encoded(refreshToken)));
    }
    return secrets;
  }

  /** Both parts form-encoded first, as RFC 6749 section 2.3.1 wants it. */
  private String basicCode() {
    String pair = encoded(String.valueOf(clientId)) + ":" + encoded(clientSecret);
    return Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "oauth2Parameters is not percent-encoded as a query: " + e.getMessage(), e);
    }
  }
}
