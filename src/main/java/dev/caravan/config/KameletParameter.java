package dev.caravan.config;

import java.util.List;

/**
 * One parameter as a kamelet's definition declares it.
 *
 * @param type {@code string}, {@code integer}, {@code number}, {@code boolean}, {@code duration} …
 * @param allowed the only values, when there are any
 * @param otherwise its default, which may name other parameters in braces; empty when it has none
 */
record KameletParameter(
    String name,
    String type,
    boolean required,
    List<String> allowed,
    String example,
    String otherwise) {}
