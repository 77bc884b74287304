package dev.daybook.engine.settings;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Certificates and private keys in files that settings name. */
final class Pem {

    /** There may be others, and a key, beside it. */
    private static final Pattern CERTIFICATE =
            Pattern.compile("-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----");

    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----");

    private Pem() {}

    /**
     * At least one, in the order of the file.
     *
     * @throws WrongSetting naming the setting and the file, where there is none
     */
    static List<X509Certificate> certificates(String setting, String file) {
        try {
            List<X509Certificate> all = new ArrayList<>();
            Matcher pem = CERTIFICATE.matcher(Files.readString(Path.of(file)));
            while (pem.find()) {
                InputStream one = new ByteArrayInputStream(pem.group().getBytes(US_ASCII));
                all.add(
                        (X509Certificate)
                                CertificateFactory.getInstance("X.509").generateCertificate(one));
            }
            if (all.isEmpty()) {
                throw new CertificateException("the file has none");
            }
            return all;
        } catch (IOException | GeneralSecurityException e) {
            throw wrong(setting, file, "no certificate in PEM can be read there", e);
        }
    }

    /**
     * @param certificate the one whose private key it must be
     * @throws WrongSetting naming the setting and the file, where it is not there
     */
    static PrivateKey key(String setting, String file, X509Certificate certificate) {
        try {
            String algorithm = certificate.getPublicKey().getAlgorithm();
            PrivateKey key = read(file, algorithm);
            Signature signature =
                    Signature.getInstance(
                            algorithm.startsWith("Ed")
                                    ? algorithm
                                    : "SHA256with" + algorithm.replace("EC", "ECDSA"));
            signature.initSign(key);
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            if (!signature.verify(signed)) {
                throw new WrongSetting(
                        setting + " is '" + file + "', which is not the key of the certificate.");
            }
            return key;
        } catch (IOException | GeneralSecurityException e) {
            throw wrong(
                    setting,
                    file,
                    "no private key of the certificate (PKCS#8, PEM) can be read there",
                    e);
        }
    }

    private static PrivateKey read(String file, String algorithm)
            throws IOException, GeneralSecurityException {
        Matcher pem = KEY.matcher(Files.readString(Path.of(file)));
        if (!pem.find()) {
            throw new GeneralSecurityException("not a PEM file of a private key");
        }
        try {
            byte[] encoded = Base64.getMimeDecoder().decode(pem.group(1));
            return KeyFactory.getInstance(algorithm)
                    .generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (IllegalArgumentException e) {
            throw new GeneralSecurityException("it is cut off", e);
        }
    }

    /** Of a certificate and its key, only one is named. */
    static WrongSetting alone(String set, String missing) {
        return new WrongSetting(set + " is set, and " + missing + " is not; both are needed.");
    }

    private static WrongSetting wrong(String name, String file, String what, Exception cause) {
        return new WrongSetting(
                "%s is '%s'; %s: %s.".formatted(name, file, what, cause.getMessage()));
    }
}
