/** A Kafka broker in the JVM, so that the demo and the tests need no other installation. */
package dev.caravan.sandbox.broker;
