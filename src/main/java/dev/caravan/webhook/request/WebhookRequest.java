package dev.caravan.webhook.request;

import com.fasterxml.jackson.core.JsonPointer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One request while it is looked at; what is decoded is decoded once and only when asked for. For
 * one thread.
 */
public final class WebhookRequest {
  private static final String FORM = "application/x-www-form-urlencoded";

  private final Incoming incoming;
  private final BodyFields bodyFields;
  private Map<JsonPointer, String> fields;
  private Form query;
  private Form form;

  public WebhookRequest(Incoming incoming, BodyFields bodyFields) {
    this.incoming = incoming;
    this.bodyFields = bodyFields;
  }

  public String method() {
    return incoming.method();
  }

  public byte[] body() {
    return incoming.body();
  }

  public Instant received() {
    return incoming.received();
  }

  public String rawQuery() {
    return incoming.query();
  }

  /**
   * The value of a header.
   *
   * @throws UnverifiedException when it was sent twice: whoever reads it next might take the other
   */
  public Optional<String> header(String name) {
    return single("header", name, incoming.headers().all(name));
  }

  public Optional<String> contentType() {
    return header("Content-Type").filter(type -> !type.isBlank());
  }

  /**
   * The decoded value of a query parameter.
   *
   * @throws UnverifiedException when it stands twice
   */
  public Optional<String> query(String name) {
    if (query == null) {
      query = Form.parse(incoming.query());
    }
    return single("query parameter", name, query.all(name));
  }

  /** The value at a pointer that this request's {@link BodyFields} look for. */
  public Optional<String> field(JsonPointer pointer) {
    if (fields == null) {
      fields = bodyFields.read(incoming.body());
    }
    return Optional.ofNullable(fields.get(pointer));
  }

  /**
   * Refuses a body that is no JSON, or has a field twice: who reads it next might take the other.
   *
   * @throws UnverifiedException when it is
   */
  public void requireDistinctFields() {
    if (!BodyFields.areDistinct(incoming.body())) {
      throw new UnverifiedException("its body is no JSON, or has a field twice");
    }
  }

  public boolean isForm() {
    return contentType()
        .map(type -> type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals(FORM))
        .orElse(false);
  }

  /** The fields of a form body; none when the body is something else. */
  public Form form() {
    if (form == null) {
      form =
          isForm() ? Form.parse(new String(incoming.body(), StandardCharsets.UTF_8)) : Form.EMPTY;
    }
    return form;
  }

  private static Optional<String> single(String kind, String name, List<String> values) {
    if (values.size() > 1) {
      throw new UnverifiedException("the " + kind + " " + name + " stands more than once");
    }
    return values.stream().findFirst();
  }
}
