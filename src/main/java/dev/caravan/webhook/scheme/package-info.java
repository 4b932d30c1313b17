/**
 * Signatures of providers, as data and as the few steps that check them. Comes in: the bytes as
 * received. Goes out: whether a secret of ours signed them.
 */
package dev.caravan.webhook.scheme;
