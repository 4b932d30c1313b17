/**
 * The database: connections, transactions, Caravan's own tables. Comes in: settings, or a
 * DataSource of the hub. Goes out: one connection per page.
 */
package dev.caravan.state.database;
