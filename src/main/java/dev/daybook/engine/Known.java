package dev.daybook.engine;

/**
 * What is known of a stream: the fold of its events up to a version.
 *
 * @param position of the last event folded in, 0 for none
 * @param current false where the stream may have moved on since
 */
record Known<S>(S state, long version, long position, boolean current) {

    Known<S> suspected() {
        return new Known<>(state, version, position, false);
    }

    Known<S> confirmed() {
        return new Known<>(state, version, position, true);
    }
}
