/** What responses show: their lists, what stands beside them, and the shape of their records. */
package dev.caravan.cli.discover.seen;
