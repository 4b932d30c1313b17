package dev.caravan.worker.failure;

import dev.caravan.api.auth.TokenRefusedException;
import dev.caravan.api.auth.TokenUnavailableException;
import dev.caravan.api.http.BadResponseException;
import dev.caravan.api.limits.LimitSignalException;
import dev.caravan.api.limits.ParkedException;
import dev.caravan.quarantine.LoadException;
import dev.caravan.quarantine.TooManyBadRecordsException;
import dev.caravan.state.database.DatabaseUnavailableException;
import dev.caravan.upsert.table.VanishedTableException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.kafka.common.errors.RetriableException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.CannotCreateTransactionException;

/** What a failure says about the events that were worked on: nothing, something, or all. */
public enum FailureScope {
  /** Something else is away or busy: wait, however long; the events are not to blame. */
  OUTAGE,
  /** One of the events cannot be worked on: trying again would fail again. */
  BAD_EVENT,
  /** It may be either. */
  UNKNOWN;

  private static final List<Class<?>> OUTAGES =
      List.of(
          DatabaseUnavailableException.class,
          TransientDataAccessException.class,
          RecoverableDataAccessException.class,
          DataAccessResourceFailureException.class,
          CannotCreateTransactionException.class,
          SQLTransientException.class,
          SQLRecoverableException.class,
          SQLNonTransientConnectionException.class,
          SocketException.class,
          UnknownHostException.class,
          InterruptedIOException.class,
          NoHttpResponseException.class,
          ConnectionClosedException.class,
          SSLException.class,
          ParkedException.class,
          LimitSignalException.class,
          BadResponseException.class,
          TokenRefusedException.class,
          TokenUnavailableException.class,
          VanishedTableException.class,
          RetriableException.class);

  private static final List<Class<?>> BAD_EVENTS =
      List.of(LoadException.class, TooManyBadRecordsException.class, PoisonException.class);

  /** Connection lost, deadlock, no resources, shut down, error of the system. */
  private static final Set<String> CLASSES_OF_OUTAGE = Set.of("08", "40", "53", "57", "58");

  /** What a standby answers. The rest of its class speaks of what came before it. */
  private static final String READ_ONLY = "25006";

  /** Whether a user may do something hangs on no event, unless a policy looks at its row. */
  private static final String DENIED = "42501";

  private static final String ROW_LEVEL = "row-level security";

  /** Undefined tables and columns; SQLite has no states. */
  private static final String REFUSED = "42";

  /** No event has a say in Caravan's own tables. */
  private static final String OWN_TABLES = "caravan_";

  private static final Set<Integer> NO_WORD_ON_THE_EVENT = Set.of(401, 403, 407, 408, 425, 429);
  private static final int CLIENT_ERROR = 400;
  private static final int SERVER_ERROR = 500;

  public static FailureScope of(Throwable failure) {
    List<Throwable> chain = chain(failure);
    if (chain.stream().anyMatch(FailureScope::isOutage)) {
      return OUTAGE;
    }
    return chain.stream().anyMatch(link -> isOneOf(BAD_EVENTS, link)) ? BAD_EVENT : UNKNOWN;
  }

  /** The first of a failure and its causes that is of a type. */
  public static <T extends Throwable> Optional<T> find(Class<T> type, Throwable failure) {
    return chain(failure).stream().filter(type::isInstance).map(type::cast).findFirst();
  }

  private static boolean isOutage(Throwable link) {
    if (link instanceof HttpOperationFailedException refused) {
      int status = refused.getStatusCode();
      // A redirect leads to a login page more often than to a record.
      return status < CLIENT_ERROR
          || status >= SERVER_ERROR
          || NO_WORD_ON_THE_EVENT.contains(status);
    }
    return isOneOf(OUTAGES, link) || link instanceof SQLException error && isOutage(error);
  }

  private static boolean isOutage(SQLException error) {
    String state = Optional.ofNullable(error.getSQLState()).orElse("");
    String message = String.valueOf(error.getMessage());
    return state.equals(READ_ONLY)
        || state.length() == 5 && CLASSES_OF_OUTAGE.contains(state.substring(0, 2))
        || state.equals(DENIED) && !message.contains(ROW_LEVEL)
        || message.contains(OWN_TABLES) && (state.startsWith(REFUSED) || state.isEmpty());
  }

  private static boolean isOneOf(List<Class<?>> types, Throwable link) {
    return types.stream().anyMatch(type -> type.isInstance(link));
  }

  private static List<Throwable> chain(Throwable failure) {
    List<Throwable> chain = new ArrayList<>();
    for (Throwable link = failure; link != null && !chain.contains(link); link = link.getCause()) {
      chain.add(link);
    }
    return chain;
  }
}
