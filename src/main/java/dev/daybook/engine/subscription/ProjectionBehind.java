package dev.daybook.engine.subscription;

/** A projection did not come as far as a reader asked for within the time that it was given. */
public final class ProjectionBehind extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final long position;

    public ProjectionBehind(long position, long wanted) {
        super(
                "The projection has reached position %d, and %d is asked for."
                        .formatted(position, wanted),
                null,
                false,
                false);
        this.position = position;
    }

    /** How far it has come. */
    public long position() {
        return position;
    }
}
