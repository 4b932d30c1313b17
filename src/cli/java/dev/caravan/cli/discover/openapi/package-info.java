/** What an OpenAPI 3 document says of lists, their parameters and credentials. */
package dev.caravan.cli.discover.openapi;
