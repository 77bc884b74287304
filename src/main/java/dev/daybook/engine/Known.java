package dev.daybook.engine;

/**
 * What is known of a stream: the fold of its events up to a version.
 *
 * @param position of the last event folded in, 0 for none
 * @param confirmedAt the position of the log at which an append last found the stream at that
 *     version, 0 for never
 * @param current false where the stream may have moved on since
 */
record Known<S>(S state, long version, long position, long confirmedAt, boolean current) {

    /** As it was read from the store. */
    static <S> Known<S> read(S state, long version, long position) {
        return new Known<>(state, version, position, 0, true);
    }

    Known<S> suspected() {
        return new Known<>(state, version, position, 0, false);
    }
}
