package dev.caravan.cli.check;

import dev.caravan.api.Api;
import dev.caravan.cli.check.Piece.Property;
import dev.caravan.config.MissingPlaceholder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.PropertyBindingException;
import org.apache.camel.util.ObjectHelper;

/**
 * Makes beans one by one as Camel would, each without the properties that it refuses, so that one
 * wrong property hides neither the next nor the routes that need the bean.
 */
final class BeanDiagnosis {
  /** Never asked. */
  private static final String STAND_IN = "http://127.0.0.1";

  private final CamelContext context;
  private final CheckFindings findings;
  private final Set<String> missing = new HashSet<>();

  BeanDiagnosis(CamelContext context, CheckFindings findings) {
    this.context = context;
    this.findings = findings;
  }

  /** Makes the bean of a piece, and tells of all that is wrong with it. */
  void look(Piece declared) {
    Piece piece = declared;
    List<Property> refused = new ArrayList<>();
    for (Property property : declared.properties()) {
      Optional<String> fault = property.value().flatMap(this::unresolved);
      if (fault.isPresent()) {
        findings.fault(where(declared) + "property " + property.name() + ": " + fault.get());
        piece = piece.without(property);
        refused.add(property);
      }
    }
    make(piece, refused);
  }

  /** Whether a bean of that name is declared and could not be made. */
  boolean isMissing(String name) {
    return missing.contains(name);
  }

  private void make(Piece declared, List<Property> refused) {
    Piece piece = declared;
    while (true) {
      try {
        new PieceLoader(context).load(piece);
        standIn(piece, refused);
        return;
      } catch (Exception e) {
        Optional<Property> property = property(e).flatMap(piece::property);
        if (property.isPresent() || refused.isEmpty()) {
          findings.fault(piece.describe(e));
        }
        if (property.isEmpty()) {
          giveUp(piece);
          return;
        }
        refused.add(property.get());
        piece = piece.without(property.get());
      }
    }
  }

  /** What is wrong with the address of an API is no fault of the streams that ask it. */
  private void standIn(Piece piece, List<Property> refused) {
    Object bean = piece.bean().map(context.getRegistry()::lookupByName).orElse(null);
    if (bean instanceof Api api) {
      if (refused.stream().anyMatch(each -> each.name().equals("baseUrl"))) {
        api.setBaseUrl(STAND_IN);
      }
      if (!refused.isEmpty() && !isFit(api)) {
        piece.bean().ifPresent(missing::add);
      }
    } else if (!refused.isEmpty()) {
      piece.bean().ifPresent(missing::add);
    }
  }

  private static boolean isFit(Api api) {
    try {
      api.check();
      return true;
    } catch (IllegalArgumentException e) {
      // For lack of what was refused.
      return false;
    }
  }

  /** So that nobody says there is no such bean. */
  private void giveUp(Piece piece) {
    piece.bean().ifPresent(name -> context.getRegistry().bind(name, bare(piece)));
    piece.bean().ifPresent(missing::add);
  }

  private Object bare(Piece piece) {
    return piece
        .type()
        .map(context.getClassResolver()::resolveClass)
        .filter(type -> ObjectHelper.hasDefaultNoArgConstructor(type))
        .<Object>map(type -> context.getInjector().newInstance(type))
        .orElseGet(Object::new);
  }

  private Optional<String> unresolved(String value) {
    try {
      context.resolvePropertyPlaceholders(value);
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return MissingPlaceholder.explain(e);
    }
  }

  private static Optional<String> property(Throwable failure) {
    return Optional.ofNullable(ObjectHelper.getException(PropertyBindingException.class, failure))
        .map(PropertyBindingException::getPropertyName);
  }

  private static String where(Piece piece) {
    return piece.file() + ": " + piece.bean().map(name -> "bean " + name + ": ").orElse("");
  }
}
