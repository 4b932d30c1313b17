package dev.caravan.config;

import java.util.Optional;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.ErrorHandlerFactory;
import org.apache.camel.Route;
import org.apache.camel.model.Model;
import org.apache.camel.model.RedeliveryPolicyDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.errorhandler.DefaultErrorHandlerDefinition;
import org.apache.camel.model.errorhandler.RefErrorHandlerDefinition;
import org.apache.camel.support.LifecycleStrategySupport;

/**
 * Keeps Camel's history of an exchange out of the log of routes that use Caravan's kamelets. What
 * reads from one of Caravan's sources is also not reported by Camel at all: the source says in one
 * line what failed, and a worker that looks for a bad event fails on purpose. Only where nobody
 * declared an error handler; a declared one is obeyed.
 */
final class QuietFailures extends LifecycleStrategySupport {
  private final CamelContext context;

  QuietFailures(CamelContext context) {
    this.context = context;
  }

  /** After what routes inherit is settled, and before their steps are built. */
  @Override
  public void onRouteContextCreate(Route route) {
    if (route.getRoute() instanceof RouteDefinition definition
        && isPlain(route.getErrorHandlerFactory())
        && isPlain(context.getCamelContextExtension().getErrorHandlerFactory())) {
      RouteDefinition user = parent(definition).orElse(definition);
      if (!KameletUse.in(user).isEmpty()) {
        route.setErrorHandlerFactory(quiet(isReported(user)));
      }
    }
  }

  /** The route that uses a kamelet of which this one is a copy; Camel lets the copy report. */
  private Optional<RouteDefinition> parent(RouteDefinition copy) {
    return Optional.ofNullable(copy.getTemplateParameters())
        .map(parameters -> (String) parameters.get("parentRouteId"))
        .map(context.getCamelContextExtension().getContextPlugin(Model.class)::getRouteDefinition);
  }

  private static boolean isReported(RouteDefinition user) {
    return KameletUse.input(user)
        .filter(input -> !input.kamelet().equals("caravan-webhook"))
        .isPresent();
  }

  private static ErrorHandlerFactory quiet(boolean isReported) {
    RedeliveryPolicyDefinition policy = new RedeliveryPolicyDefinition();
    policy.setLogExhaustedMessageHistory("false");
    policy.setLogExhausted(String.valueOf(!isReported));
    DefaultErrorHandlerDefinition quiet = new DefaultErrorHandlerDefinition();
    quiet.setRedeliveryPolicy(policy);
    if (isReported) {
      // Where nothing is redelivered Camel does not ask for logExhausted.
      quiet.setLevel("OFF");
    }
    return quiet;
  }

  /** Whether it is what Camel does by itself. */
  private static boolean isPlain(ErrorHandlerFactory handler) {
    return handler == null
        || handler instanceof RefErrorHandlerDefinition named
            && RefErrorHandlerDefinition.DEFAULT_ERROR_HANDLER_BUILDER.equals(named.getRef())
        || handler.getClass() == DefaultErrorHandlerDefinition.class
            && isPlain((DefaultErrorHandlerDefinition) handler);
  }

  private static boolean isPlain(DefaultErrorHandlerDefinition handler) {
    return Stream.of(
            handler.getRedeliveryPolicy(),
            handler.getRedeliveryPolicyRef(),
            handler.getLoggerBean(),
            handler.getLoggerRef(),
            handler.getLevel(),
            handler.getLogName(),
            handler.getOnRedeliveryProcessor(),
            handler.getOnRedeliveryRef(),
            handler.getOnExceptionOccurredProcessor(),
            handler.getOnExceptionOccurredRef(),
            handler.getOnPrepareFailureProcessor(),
            handler.getOnPrepareFailureRef(),
            handler.getRetryWhilePredicate(),
            handler.getRetryWhileRef())
        .allMatch(set -> set == null);
  }
}
