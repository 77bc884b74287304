package dev.daybook.engine.pipeline;

import dev.daybook.engine.command.Outcome;
import java.util.List;

/** Commands that take effect together or not at all, one at least. */
record Group(List<PendingCommand<?, ?, ?>> commands) implements CommandQueue.Waiting {

    Group {
        commands = List.copyOf(commands);
    }

    @Override
    public String sender() {
        return commands.getFirst().sender();
    }

    @Override
    public long enqueuedAt() {
        return commands.getFirst().enqueuedAt();
    }

    @Override
    public int attempts() {
        return commands.getFirst().attempts();
    }

    @Override
    public void answer(Outcome outcome) {
        commands.forEach(command -> command.answer(outcome));
    }

    @Override
    public void fail(Throwable failure) {
        commands.forEach(command -> command.fail(failure));
    }

    Group again() {
        return new Group(
                commands.stream().<PendingCommand<?, ?, ?>>map(PendingCommand::again).toList());
    }
}
