package com.example.hub;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** A Spring Boot application that runs Camel, and streams of Caravan's in it. */
@SpringBootApplication
public class Hub {
  public static void main(String[] args) {
    SpringApplication.run(Hub.class, args);
  }
}
