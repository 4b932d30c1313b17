/**
 * The data of the sandbox. Comes in: a seed and changes. Goes out: records, and what a client ends
 * up with.
 */
package dev.caravan.sandbox.shop;
