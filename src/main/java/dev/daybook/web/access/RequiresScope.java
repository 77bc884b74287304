package dev.daybook.web.access;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The scope that a caller of an endpoint must have; without one nobody may call it. At a class
 * {@code accounts} stands for {@code accounts:read} where nothing is changed, and for {@code
 * accounts:write} elsewhere; what stands at a method goes before.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface RequiresScope {

    /** Of what everybody may call, without credentials too. */
    String NONE = "";

    String value();

    /**
     * Whether the resource keeps callers to what belongs to them whose scope is narrowed; else they
     * may not call it.
     */
    boolean narrowable() default false;
}
