// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.wire;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the text form of faults. */
final class FaultScript {
    private static final Map<String, Supplier<Fault>> PLAIN = Map.ofEntries(
            Map.entry("throttle", Fault::throttle),
            Map.entry("throttling400", Fault::throttlingException),
            Map.entry("reset", Fault::reset),
            Map.entry("close", Fault::close),
            Map.entry("half", Fault::half),
            Map.entry("malformed", Fault::malformed),
            Map.entry("mistyped", Fault::mistyped),
            Map.entry("empty", Fault::empty),
            Map.entry("unknown", Fault::unknownValues),
            Map.entry("hang", Fault::hang),
            Map.entry("accessdenied", Fault::accessDenied),
            Map.entry("expiredtoken", Fault::expiredToken),
            Map.entry("invalidsignature", Fault::invalidSignature),
            Map.entry("unrecognizedclient", Fault::unrecognizedClient),
            Map.entry("listedstate", Fault::listedState),
            Map.entry("nopaging", Fault::noPaging));
    /** The form below recurs for each colon. */
    private static final int LONGEST = 500;

    private static final Pattern ERROR = Pattern.compile("error(\\d{3})(html)?");
    private static final Pattern FORM = Pattern.compile(
            "(?<kind>[a-z0-9]+)(?:=(?<argument>[^@/:]*))?(?:@(?<operation>[^/:]*))?(?:/(?<functions>[^:]*))?(?<rest>(?::[^:]*)*)");
    private static final Pattern COUNT = Pattern.compile("(\\d{1,9})x");
    private static final Pattern SHARE = Pattern.compile("(\\d+(?:\\.\\d+)?|\\.\\d+)(%?)");

    private FaultScript() {}

    static List<Fault> parse(String script) {
        Objects.requireNonNull(script, "script");
        return Arrays.stream(script.split(",", -1))
                .map(String::strip)
                .map(FaultScript::fault)
                .toList();
    }

    private static Fault fault(String text) {
        Matcher form = FORM.matcher(text);
        if (text.length() > LONGEST || !form.matches()) {
            throw new IllegalArgumentException("fault " + Quoted.of(text)
                    + " does not read kind[=value][@Operation][/functions][:share][:Nx][:from=D][:for=D]");
        }
        try {
            Fault fault = kind(form.group("kind"), form.group("argument"));
            String operation = form.group("operation");
            String functions = form.group("functions");
            fault = operation == null ? fault : fault.on(operation);
            fault = functions == null ? fault : fault.functions(functions);
            for (String modifier : form.group("rest").split(":", -1)) {
                fault = modifier.isEmpty() ? fault : modified(fault, modifier);
            }
            return fault;
        } catch (IllegalArgumentException part) {
            throw new IllegalArgumentException("fault " + Quoted.of(text) + ": " + part.getMessage(), part);
        }
    }

    private static Fault kind(String kind, @Nullable String argument) {
        if (argument != null) {
            return switch (kind) {
                case "throttle" -> Fault.throttle(SpecDuration.parse(argument));
                case "latency" -> Fault.latency(SpecDuration.parse(argument));
                case "missing" -> Fault.missing(argument.split("\\+", -1));
                default ->
                    throw new IllegalArgumentException("kind " + Quoted.of(kind) + " takes no value, or is none");
            };
        }
        Matcher error = ERROR.matcher(kind);
        if (error.matches()) {
            int status = Integer.parseInt(error.group(1));
            return error.group(2) == null ? Fault.error(status) : Fault.html(status);
        }
        Supplier<Fault> plain = PLAIN.get(kind);
        if (plain == null) {
            throw new IllegalArgumentException("kind " + Quoted.of(kind) + " is none, or needs a value");
        }
        return plain.get();
    }

    private static Fault modified(Fault fault, String modifier) {
        Matcher count = COUNT.matcher(modifier);
        if (count.matches()) {
            return fault.times(Integer.parseInt(count.group(1)));
        }
        Matcher share = SHARE.matcher(modifier);
        if (share.matches()) {
            double value = Double.parseDouble(share.group(1));
            return fault.probability(share.group(2).isEmpty() ? value : value / 100);
        }
        if (modifier.startsWith("from=")) {
            return fault.from(SpecDuration.parse(modifier.substring("from=".length())));
        }
        if (modifier.startsWith("for=")) {
            return fault.lasting(SpecDuration.parse(modifier.substring("for=".length())));
        }
        throw new IllegalArgumentException(
                Quoted.of(modifier) + " is no share (0.1, 10%), count (3x), from=D or for=D");
    }
}
