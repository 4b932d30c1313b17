/**
 * Values without loss: numbers digit by digit, instants, texts that databases can store. Comes in:
 * what JSON or CSV held. Goes out: one of few classes, and how it fits a type.
 */
package dev.caravan.value;
