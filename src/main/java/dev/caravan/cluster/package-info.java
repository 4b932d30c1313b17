/**
 * Which of several processes on one database runs a stream. Comes in: the name of a stream that is
 * due. Goes out: whether this process may run it, by a lease of the database or by any other
 * cluster service of Camel's.
 */
package dev.caravan.cluster;
