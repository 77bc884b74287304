package dev.daybook.kernel;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The name and version under which a record is stored, where they are not the ones it has without:
 * for an event its class's name and schema version 1, for a row of a read table its class's name in
 * snake case and version 1. What is stored keeps its name when the class gets another one.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface Stored {

    String name() default "";

    /**
     * Of an event: raised when its payload changes, along with an upcaster. Of a row: raised when
     * the same events give other rows than before, which are then made anew.
     */
    int version() default 1;
}
