package dev.caravan.worker.failure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.api.http.BadResponseException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which failures say that something is away, so that a worker waits and no event is to blame. */
class FailureScopeTest {
  @ParameterizedTest
  @ValueSource(ints = {301, 302, 307, 401, 403, 407, 408, 425, 429, 500, 502, 503, 504, 599})
  void aStatusThatSaysNothingOfTheEventIsAnOutage(int status) {
    assertThat(ofStatus(status)).isEqualTo(FailureScope.OUTAGE);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 404, 405, 406, 409, 410, 413, 415, 422, 451})
  void aStatusThatMayBeAboutTheEventIsNone(int status) {
    assertThat(ofStatus(status)).isEqualTo(FailureScope.UNKNOWN);
  }

  @Test
  void whatIsUnreadableOrCutOrUnreachableIsAnOutage() {
    assertThat(
            Stream.of(
                new BadResponseException("HTML"),
                new SocketTimeoutException(),
                new ConnectException(),
                new UnknownHostException("api"),
                new SSLException("no"),
                new SQLTransientException(),
                new SQLRecoverableException(),
                new org.apache.kafka.common.errors.TimeoutException()))
        .allSatisfy(
            failure ->
                assertThat(FailureScope.of(new IllegalStateException(failure)))
                    .isEqualTo(FailureScope.OUTAGE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "08006", "08P01", "40001", "40P01", "53100", "53200", "53300", "57014", "57P01", "57P03",
        "58000", "58030", "25006", "42501"
      })
  void aDatabaseThatIsAwayOrFullOrBusyOrDeniesIsAnOutage(String state) {
    assertThat(ofState(state, "no")).isEqualTo(FailureScope.OUTAGE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"22001", "22003", "22P02", "23502", "23505", "23514", "25001", "42804", ""})
  void whatADatabaseSaysOfARowIsNone(String state) {
    assertThat(ofState(state, "no")).isEqualTo(FailureScope.UNKNOWN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"42P01", "42703", ""})
  void noEventHasASayInCaravansOwnTables(String state) {
    assertThat(ofState(state, "no such table: caravan_run")).isEqualTo(FailureScope.OUTAGE);
    assertThat(ofState(state, "no such table: payments")).isEqualTo(FailureScope.UNKNOWN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"new row violates row-level security policy for table \"payments\""})
  void aPolicyLooksAtTheRow(String message) {
    assertThat(ofState("42501", message)).isEqualTo(FailureScope.UNKNOWN);
  }

  private static FailureScope ofStatus(int status) {
    return FailureScope.of(
        new IllegalStateException(
            new HttpOperationFailedException("http://api", status, "", null, Map.of(), "")));
  }

  private static FailureScope ofState(String state, String message) {
    return FailureScope.of(new IllegalStateException(new SQLException(message, state)));
  }
}
