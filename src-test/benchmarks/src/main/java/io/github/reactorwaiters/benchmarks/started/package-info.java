/** What a caller knows of an update that it has just started. */
@NullMarked
package io.github.reactorwaiters.benchmarks.started;

import org.jspecify.annotations.NullMarked;
