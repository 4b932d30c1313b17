/**
 * Requests and replies of the sandbox, without what they are about. Comes in: an exchange of the
 * JDK's server. Goes out: its parts, and bytes.
 */
package dev.caravan.sandbox.http;
