/** Works on events from Kafka: each is applied once, in the transaction of the rows it brings. */
package dev.caravan.worker;
