package dev.daybook.kernel;

import dev.daybook.kernel.Rejection.Absent;
import dev.daybook.kernel.Rejection.Blames;
import dev.daybook.kernel.Rejection.Culprit;
import dev.daybook.kernel.Rejection.Kind;
import dev.daybook.kernel.Rejection.WrongState;
import java.lang.reflect.Field;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What stands at a constant of a module's refusals; read once for each. */
record RefusalTraits(Kind kind, Optional<Culprit> culprit, String code) {

    private static final Map<Rejection, RefusalTraits> READ = new ConcurrentHashMap<>();

    /**
     * @throws IllegalArgumentException if it is no constant of an enum, or of two kinds
     */
    static RefusalTraits of(Rejection rejection) {
        RefusalTraits traits = READ.get(rejection);
        return traits == null ? READ.computeIfAbsent(rejection, RefusalTraits::read) : traits;
    }

    private static RefusalTraits read(Rejection rejection) {
        Field constant = constant(rejection);
        boolean absent = constant.isAnnotationPresent(Absent.class);
        boolean state = constant.isAnnotationPresent(WrongState.class);
        if (absent && state) {
            throw new IllegalArgumentException(constant + " is of two kinds.");
        }
        return new RefusalTraits(
                absent ? Kind.ABSENT : state ? Kind.STATE : Kind.RULE,
                Optional.ofNullable(constant.getAnnotation(Blames.class))
                        .map(blames -> new Culprit(blames.field(), blames.code())),
                rejection.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    private static Field constant(Rejection rejection) {
        if (!(rejection instanceof Enum<?> constant)) {
            throw new IllegalArgumentException(rejection + " is no constant of an enum.");
        }
        try {
            return constant.getDeclaringClass().getField(constant.name());
        } catch (NoSuchFieldException e) {
            throw new IllegalArgumentException(rejection + " cannot be looked at.", e);
        }
    }
}
