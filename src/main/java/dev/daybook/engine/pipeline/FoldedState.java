package dev.daybook.engine.pipeline;

/**
 * What is known of a stream: the fold of its events up to a version.
 *
 * @param position of the last event folded in, 0 for none
 * @param confirmedAt the position of the log at which an append last found the stream at that
 *     version, 0 for never
 * @param current false where the stream may have moved on since
 */
record FoldedState<S>(S state, long version, long position, long confirmedAt, boolean current) {

    /** As it was read from the store. */
    static <S> FoldedState<S> read(S state, long version, long position) {
        return new FoldedState<>(state, version, position, 0, true);
    }

    FoldedState<S> suspected() {
        return new FoldedState<>(state, version, position, 0, false);
    }
}
