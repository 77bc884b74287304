package dev.daybook.store.outcome;

/**
 * Names a command that must take effect once.
 *
 * @param caller who sent it; the value is unique for each caller
 * @param value the caller's idempotency key, or a process manager's deterministic id
 */
public record CommandId(String caller, String value) {

    /** No caller over HTTP can have such a name. */
    private static final String PROCESS = "\u2699 ";

    /** A process manager's own. */
    public static CommandId ofProcess(String process, String value) {
        return new CommandId(PROCESS + process, value);
    }

    /** Whether a process manager sent it. */
    public boolean isOfProcess() {
        return caller.startsWith(PROCESS);
    }
}
