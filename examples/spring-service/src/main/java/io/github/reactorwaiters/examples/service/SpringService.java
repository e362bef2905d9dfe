// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.examples.service;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The program. */
@SpringBootApplication
public class SpringService {
    /** Starts it. */
    public static void main(String[] args) {
        SpringApplication.run(SpringService.class, args);
    }
}
