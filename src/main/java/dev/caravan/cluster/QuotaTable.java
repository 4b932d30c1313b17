package dev.caravan.cluster;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.api.limits.Lender.Loan;
import dev.caravan.api.limits.Lender.Offer;
import dev.caravan.api.limits.Quota;
import dev.caravan.state.database.Database;
import dev.caravan.state.database.DatabaseKind;
import java.util.List;
import java.util.Map;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The table of quotas: a row each, changed by who finds it as it was read, so that a process that
 * is paused on the way keeps nobody waiting.
 */
final class QuotaTable {
  private static final int ATTEMPTS = 50;
  private static final ObjectMapper JSON =
      new ObjectMapper().setVisibility(PropertyAccessor.FIELD, Visibility.ANY);

  private final Database database;

  QuotaTable(Database database) {
    this.database = database;
  }

  /**
   * Takes an offer of a process and gives a loan.
   *
   * @param term for how long the process has what it has, in milliseconds
   */
  Loan exchange(String process, String api, Quota quota, Offer offer, long term) {
    for (int left = ATTEMPTS; left > 0; left--) {
      List<Map<String, Object>> rows =
          jdbc()
              .queryForList(
                  "select version, state, " + now() + " as now_ms from caravan_quota where api = ?",
                  api);
      if (rows.isEmpty()) {
        create(api);
        continue;
      }
      Map<String, Object> row = rows.get(0);
      QuotaState state = read(row.get("state").toString());
      long now = ((Number) row.get("now_ms")).longValue();
      Loan loan = state.exchange(process, quota, offer, now, term);
      int written =
          jdbc()
              .update(
                  "update caravan_quota set version = version + 1, state = ? where api = ? and"
                      + " version = ?",
                  write(state),
                  api,
                  row.get("version"));
      if (written == 1) {
        return loan;
      }
    }
    throw new ConcurrencyFailureException("the quota of " + api + " changes all the time");
  }

  private void create(String api) {
    try {
      jdbc()
          .update(
              "insert into caravan_quota (api, version, state) values (?, 0, ?)",
              api,
              write(new QuotaState()));
    } catch (DuplicateKeyException e) {
      // Another process was first; what it wrote is read next.
      return;
    }
  }

  private String now() {
    return database.kind() == DatabaseKind.MARIADB
        ? "cast(unix_timestamp(sysdate(6)) * 1000 as signed)"
        : "cast(extract(epoch from clock_timestamp()) * 1000 as bigint)";
  }

  private static QuotaState read(String state) {
    try {
      return JSON.readValue(state, QuotaState.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("caravan_quota holds what no version wrote: " + state, e);
    }
  }

  private static String write(QuotaState state) {
    try {
      return JSON.writeValueAsString(state);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private JdbcTemplate jdbc() {
    return database.oneByOne();
  }
}
