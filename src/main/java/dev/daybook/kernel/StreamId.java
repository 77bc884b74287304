package dev.daybook.kernel;

/** Names one stream of events: the category of an aggregate and the id of one instance of it. */
public record StreamId(String category, String id) {

    /**
     * What {@link #toString} gives.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static StreamId parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("not a stream");
        }
        return new StreamId(text.substring(0, slash), text.substring(slash + 1));
    }

    @Override
    public String toString() {
        return category + "/" + id;
    }
}
