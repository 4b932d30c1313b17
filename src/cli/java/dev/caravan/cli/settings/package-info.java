/**
 * Which settings there are, and which values they take. Comes in: properties. Goes out: nothing, or
 * an error with the nearest name.
 */
package dev.caravan.cli.settings;
