package dev.daybook.web.answer;

import dev.daybook.web.request.Body;
import dev.daybook.web.request.Fields;
import dev.daybook.web.request.Parameters;
import dev.daybook.web.request.QueryParameters;
import dev.daybook.web.request.Request;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How a write makes its command of a request. */
sealed interface Intake<C> {

    /**
     * A command for the resource of this id.
     *
     * @param other the id of a part of it, or of another resource that the command leads to
     */
    record Draft<C>(String id, C command, @Nullable String other) {}

    /** In the order in which its faults are told. */
    Draft<C> read(Request request, Body body);

    /** Says what is taken. */
    void describe(Description to);

    /** For a resource with the id in the body or a new one. */
    record New<C>(String idField, Function<Fields, C> reader) implements Intake<C> {

        private record Creation<C>(Optional<String> id, C command) {}

        @Override
        public Draft<C> read(Request request, Body body) {
            request.refuseParameters();
            Creation<C> creation = body.as(request, this::creation);
            // where the body names none it depends on who sent it, which the body may tell
            String id = creation.id().orElseGet(request::newId);
            return new Draft<>(id, creation.command(), null);
        }

        private Creation<C> creation(Fields in) {
            return new Creation<>(in.optionalId(idField), reader.apply(in));
        }

        @Override
        public void describe(Description to) {
            to.body(this::creation);
        }
    }

    /** For the resource in the path. */
    record Known<C>(Function<Fields, C> reader) implements Intake<C> {

        @Override
        public Draft<C> read(Request request, Body body) {
            request.refuseParameters();
            return new Draft<>(request.id(), body.as(request, reader), null);
        }

        @Override
        public void describe(Description to) {
            to.body(reader);
        }
    }

    /** For the resource in the path, about a part with the id in the body or a new one. */
    record Part<C>(String idField, BiFunction<String, Fields, C> reader) implements Intake<C> {

        @Override
        public Draft<C> read(Request request, Body body) {
            request.refuseParameters();
            String id = request.id();
            return body.as(request, in -> draft(id, in, part(in).orElseGet(request::newId)));
        }

        private Optional<String> part(Fields in) {
            return in.optionalId(idField);
        }

        private Draft<C> draft(String id, Fields in, String part) {
            return new Draft<>(id, reader.apply(part, in), part);
        }

        @Override
        public void describe(Description to) {
            to.body(in -> draft("", in, part(in).orElse("")));
        }
    }

    /** For the resource in the path, where there is no body. */
    record Bodiless<C>(Function<Parameters, C> reader) implements Intake<C> {

        @Override
        public Draft<C> read(Request request, Body body) {
            QueryParameters parameters = request.parameters();
            C command = reader.apply(parameters);
            request.refuseBody();
            String id = request.id();
            parameters.refuseFaults();
            return new Draft<>(id, command, null);
        }

        @Override
        public void describe(Description to) {
            to.parameters(reader);
        }
    }

    /** For the resource in the path, with the id of another one that is new. */
    record Leading<C>(BiFunction<Fields, String, C> reader) implements Intake<C> {

        @Override
        public Draft<C> read(Request request, Body body) {
            request.refuseParameters();
            String other = request.newId();
            C command = body.as(request, in -> reader.apply(in, other));
            return new Draft<>(request.id(), command, other);
        }

        @Override
        public void describe(Description to) {
            to.body(in -> reader.apply(in, ""));
        }
    }
}
