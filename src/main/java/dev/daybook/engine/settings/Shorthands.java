package dev.daybook.engine.settings;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.Config;

/** Settings that stand for others: a URL for where the database is, a file for its password. */
public final class Shorthands {

    private static final String URL = "POSTGRES_URL";
    private static final String PASSWORD = "POSTGRES_PASSWORD";
    private static final String PASSWORD_FILE = "POSTGRES_PASSWORD_FILE";
    private static final String USUAL_PORT = "5432";

    /** A name or an address, one of IPv6 in brackets, and perhaps a port. */
    private static final Pattern SERVER = Pattern.compile("([^:\\[\\]]+|\\[[^\\]]+])(?::(\\d*))?");

    /** With more in it, what precedes is part of a password with a slash. */
    private static final Pattern DATABASE = Pattern.compile("(/[^/@]*)?");

    private static final Pattern PARAMETER = Pattern.compile("[a-z_]+");

    private static final Set<String> SCHEMES = Set.of("postgresql", "postgres");

    /** What may stand behind the question mark. */
    private static final Map<String, String> PARAMETERS =
            new TreeMap<>(
                    Map.of(
                            "user", "POSTGRES_USER",
                            "password", PASSWORD,
                            "sslmode", DatabaseTls.MODE,
                            "sslrootcert", DatabaseTls.ROOT,
                            "sslcert", DatabaseTls.CERT,
                            "sslkey", DatabaseTls.KEY));

    private Shorthands() {}

    /**
     * What they stand for, by the settings' names; it outranks what is set there. The file outranks
     * the URL.
     *
     * @throws WrongSetting if one cannot be read; the message has no password
     */
    public static Map<String, String> spelledOut(Config config) {
        Map<String, String> settings = new HashMap<>();
        // as it stands: a dollar sign in it belongs to a password
        Optional.ofNullable(config.getConfigValue(URL).getRawValue())
                .filter(url -> !url.isEmpty())
                .ifPresent(url -> settings.putAll(parts(url)));
        config.getOptionalValue(PASSWORD_FILE, String.class)
                .ifPresent(file -> settings.put(PASSWORD, content(file)));
        return settings;
    }

    private static String content(String file) {
        try {
            return Files.readString(Path.of(file)).stripTrailing();
        } catch (IOException e) {
            throw new WrongSetting(
                    "%s is '%s', which cannot be read: %s."
                            .formatted(PASSWORD_FILE, file, e.getMessage()));
        }
    }

    /** {@code postgresql://user:password@host:port,host:port/database?sslmode=require}. */
    private static Map<String, String> parts(String text) {
        URI url = url(text);
        Map<String, String> settings = new HashMap<>();
        String authority = url.getRawAuthority();
        int login = authority.lastIndexOf('@');
        if (login >= 0) {
            String[] user = authority.substring(0, login).split(":", 2);
            settings.put("POSTGRES_USER", decoded(user[0]));
            if (user.length > 1) {
                settings.put(PASSWORD, decoded(user[1]));
            }
        }
        putServers(settings, authority.substring(login + 1));
        String database = url.getPath();
        if (database.length() > 1) {
            settings.put("POSTGRES_DB", database.substring(1));
        }
        if (url.getRawQuery() != null) {
            for (String parameter : url.getRawQuery().split("&")) {
                putParameter(settings, parameter);
            }
        }
        return settings;
    }

    private static URI url(String text) {
        URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException _) {
            // its message has the whole of it, the password too
            throw noUrl();
        }
        boolean usual =
                SCHEMES.contains(String.valueOf(url.getScheme()))
                        && url.getRawAuthority() != null
                        && DATABASE.matcher(url.getRawPath()).matches()
                        && url.getRawFragment() == null
                        && !String.valueOf(url.getRawQuery()).contains("@");
        if (!usual) {
            throw noUrl();
        }
        return url;
    }

    private static WrongSetting noUrl() {
        return new WrongSetting(
                URL
                        + " is no URL such as postgresql://user:password@host:5432/database; other characters than"
                        + " letters, digits and - . _ ~ in a user or password are written as %40.");
    }

    private static void putServers(Map<String, String> settings, String servers) {
        List<String> hosts = new ArrayList<>();
        List<String> ports = new ArrayList<>();
        for (String server : servers.split(",", -1)) {
            Matcher parts = SERVER.matcher(server);
            if (!parts.matches()) {
                throw noUrl();
            }
            hosts.add(parts.group(1));
            ports.add(
                    Optional.ofNullable(parts.group(2))
                            .filter(port -> !port.isEmpty())
                            .orElse(USUAL_PORT));
        }
        settings.put("POSTGRES_HOST", String.join(",", hosts));
        settings.put("POSTGRES_PORT", String.join(",", ports));
    }

    private static void putParameter(Map<String, String> settings, String parameter) {
        String[] parts = parameter.split("=", 2);
        if (!PARAMETER.matcher(parts[0]).matches()) {
            throw noUrl();
        }
        String setting = PARAMETERS.get(parts[0]);
        if (setting == null || parts.length < 2) {
            throw new WrongSetting(
                    "%s has the parameter '%s'; it must be one of %s."
                            .formatted(URL, parts[0], String.join(", ", PARAMETERS.keySet())));
        }
        settings.put(setting, decoded(parts[1]));
    }

    /** A plus is a plus here. */
    private static String decoded(String part) {
        return URLDecoder.decode(part.replace("+", "%2B"), UTF_8);
    }
}
