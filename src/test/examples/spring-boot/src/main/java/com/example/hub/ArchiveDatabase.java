package com.example.hub;

import javax.sql.DataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** A second DataSource beside Boot's own, as Boot's guide for two of them has it. */
@Configuration
@Profile("archive")
class ArchiveDatabase {
  @Bean(defaultCandidate = false)
  DataSource archive(DataSource first) {
    return new DelegatingDataSource(first);
  }
}
