// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.examples.watch;

import io.github.reactorwaiters.lambda.CallFailedException;
import io.github.reactorwaiters.lambda.CallsRejectedException;
import io.github.reactorwaiters.lambda.FunctionUnreadableException;
import io.github.reactorwaiters.lambda.Quoted;
import java.io.PrintStream;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import reactor.core.Exceptions;
import software.amazon.awssdk.core.exception.SdkClientException;

/** Turns what went wrong into one line and an exit code. */
final class Failures implements IExecutionExceptionHandler, IParameterExceptionHandler {
    static final int FAILED = 1;
    static final int USAGE = 2;
    static final int TIMED_OUT = 3;
    static final int DENIED = 4;

    private static final int LONGEST = 600;
    private static final Pattern LONG_WORD = Pattern.compile("(\\S{80})\\S{120,}");

    private final PrintStream err;

    Failures(PrintStream err) {
        this.err = err;
    }

    @Override
    public int handleParseException(ParameterException refusal, String[] args) {
        CommandLine command = refusal.getCommandLine();
        say(shortened(String.valueOf(refusal.getMessage())) + " (see "
                + command.getCommandSpec().qualifiedName() + " --help)");
        return USAGE;
    }

    @Override
    public int handleExecutionException(Exception error, CommandLine command, @Nullable ParseResult parsed) {
        Throwable cause = Exceptions.unwrap(error);
        if (cause instanceof Terminal.OutputClosedException) {
            return 0;
        }
        if (cause instanceof IllegalArgumentException || cause instanceof IllegalStateException) {
            say(message(cause));
            trace(command, cause);
            return USAGE;
        }
        if (isDenial(cause)) {
            say(denial(cause));
            trace(command, cause);
            return DENIED;
        }
        say(message(cause));
        trace(command, cause);
        return FAILED;
    }

    /** Whether the service, or the lack of credentials, lets us do nothing. */
    static boolean isDenial(Throwable error) {
        return error instanceof CallsRejectedException
                || error instanceof FunctionUnreadableException
                || (error instanceof CallFailedException failed
                        && (failed.kind() == CallFailedException.Kind.CREDENTIALS
                                || failed.kind() == CallFailedException.Kind.DENIED));
    }

    /** What to tell the user of a denial, in one line. */
    static String denial(Throwable error) {
        if (!(error.getCause() instanceof SdkClientException none)) {
            return message(error);
        }
        // The default chain's own message names each provider that it tried, over many lines.
        return message(none).contains("any of the providers in the chain")
                ? "no AWS credentials found: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or pass --profile"
                : "no AWS credentials: " + message(none);
    }

    /** An error's message in one line. */
    static String message(Throwable error) {
        String text = error.getMessage();
        return (text == null ? error.getClass().getSimpleName() : text).replaceAll("\\s*[\\r\\n]+\\s*", " ");
    }

    private void say(String text) {
        err.println("lambda-watch: " + Quoted.inLine(text));
    }

    /** Picocli repeats values in full. */
    private static String shortened(String message) {
        String text = LONG_WORD.matcher(message).replaceAll("$1...");
        return text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
    }

    private void trace(CommandLine command, Throwable error) {
        if (command.getCommand() instanceof Verbose talkative && talkative.isVerbose()) {
            error.printStackTrace(err);
        }
    }

    /** A command that can be asked to say more. */
    interface Verbose {
        boolean isVerbose();
    }
}
