package dev.daybook.kernel;

/** Names one stream of events: the category of an aggregate and the id of one instance of it. */
public record StreamId(String category, String id) {

    @Override
    public String toString() {
        return category + "/" + id;
    }
}
