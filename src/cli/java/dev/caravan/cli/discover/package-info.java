/**
 * {@code discover}: asks an API a few requests and writes the route file that loads what it has.
 */
package dev.caravan.cli.discover;
