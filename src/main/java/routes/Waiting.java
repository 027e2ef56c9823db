package routes;

import org.apache.camel.LoggingLevel;
import org.apache.camel.builder.DefaultErrorHandlerBuilder;

/** Waiting in place for a system that is down. Camel would log a failed batch and go on past it: the batch would be lost. */
final class Waiting {

    private static final long FIRST_DELAY_MS = 100;
    private static final long LONGEST_DELAY_MS = 5_000;

    private Waiting() {
    }

    /** Tries the failed step again, ever more slowly, until it works or the process stops; what is stopped is read again. */
    static DefaultErrorHandlerBuilder untilItIsBack() {
        DefaultErrorHandlerBuilder handler = new DefaultErrorHandlerBuilder();
        handler.maximumRedeliveries(-1);
        handler.redeliveryDelay(FIRST_DELAY_MS);
        handler.useExponentialBackOff();
        handler.backOffMultiplier(2);
        handler.maximumRedeliveryDelay(LONGEST_DELAY_MS);
        handler.allowRedeliveryWhileStopping(false);
        handler.retryAttemptedLogLevel(LoggingLevel.WARN);
        handler.logStackTrace(false);
        handler.logRetryStackTrace(false);
        handler.logExhaustedMessageHistory(false);
        return handler;
    }
}
