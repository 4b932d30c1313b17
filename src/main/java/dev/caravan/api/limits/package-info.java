/**
 * When a request may start, and whether and when it is sent again. Comes in: quota, rate, and what
 * answers say of them. Goes out: a wait, a retry, or a park.
 */
package dev.caravan.api.limits;
