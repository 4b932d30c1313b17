/**
 * What the page does. Comes in: what somebody who has the token wants done. Goes out: whether it
 * was.
 */
package dev.caravan.page.act;
