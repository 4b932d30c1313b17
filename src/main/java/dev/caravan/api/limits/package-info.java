/**
 * When a request may start, and how long a failed one waits. Comes in: quota, rate, and what
 * responses say of them. Goes out: a wait, or a park.
 */
package dev.caravan.api.limits;
