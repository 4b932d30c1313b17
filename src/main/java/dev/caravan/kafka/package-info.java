/** What records on Kafka look like, whoever writes or reads them. */
package dev.caravan.kafka;
