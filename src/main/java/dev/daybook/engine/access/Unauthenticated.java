package dev.daybook.engine.access;

/** A credential does not hold. Why is for the service's own ears: who sent it is not told. */
public final class Unauthenticated extends RuntimeException {

    private static final long serialVersionUID = 1;

    public Unauthenticated(String why) {
        super(why, null, false, false);
    }
}
