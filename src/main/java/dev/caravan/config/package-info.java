/**
 * What users write, checked when a context starts: parameters of kamelets, durations, shares. Comes
 * in: routes and values. Goes out: Caravan's own routes, or an error that names file, route, value
 * and rule.
 */
package dev.caravan.config;
