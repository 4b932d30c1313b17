/** Names that parameters of APIs have. */
package dev.caravan.cli.discover.names;
