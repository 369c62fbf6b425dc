package io.msqpay.http;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.msqpay.config.MsqpayProperties;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/** Makes decoders of access tokens (RFC 7519, RFC 9068) that trust an issuer's or a file's keys. */
public final class TokenDecoders {

    /** Asymmetric ones only: with an HMAC among them, a public key could pass for a shared secret. */
    private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512);

    private static final Duration CLOCK_SKEW = Duration.ofSeconds(30);
    private static final int TIMEOUT_MILLIS = 2_000;
    private static final int MAX_ANSWER_BYTES = 256 * 1024;
    private static final long KEYS_LIVE_MILLIS = Duration.ofMinutes(5).toMillis();
    private static final long KEYS_SURVIVE_OUTAGE_MILLIS = Duration.ofHours(1).toMillis();
    private static final long REFRESH_MILLIS = Duration.ofSeconds(5).toMillis();
    private static final long BETWEEN_REFRESHES_MILLIS = Duration.ofSeconds(30).toMillis();

    private TokenDecoders() {}

    /** What the configuration, which has been checked, asks for; nothing if it asks for no tokens. */
    static Optional<JwtDecoder> of(MsqpayProperties.Jwt jwt) {
        if (!jwt.isConfigured()) {
            return Optional.empty();
        }
        String issuer = jwt.issuer() == null ? null : jwt.issuer().strip();
        String audience = jwt.audience().strip();
        return Optional.of(
                jwt.jwksFile() == null ? ofIssuer(issuer, audience) : ofFile(jwt.jwksFile(), issuer, audience));
    }

    /**
     * Trusts the keys that the issuer publishes. They are asked for when the first token comes and kept; a flood of tokens that name
     * unknown keys makes the issuer be asked twice in half a minute.
     */
    static JwtDecoder ofIssuer(String issuer, String audience) {
        DefaultResourceRetriever retriever =
                new DefaultResourceRetriever(TIMEOUT_MILLIS, TIMEOUT_MILLIS, MAX_ANSWER_BYTES);
        JWKSource<SecurityContext> keys = JWKSourceBuilder.create(new DiscoveredKeys(issuer, retriever))
                .cache(KEYS_LIVE_MILLIS, REFRESH_MILLIS)
                .refreshAheadCache(false)
                .rateLimited(BETWEEN_REFRESHES_MILLIS)
                .outageTolerant(KEYS_SURVIVE_OUTAGE_MILLIS)
                .build();
        return decoder(keys, issuer, audience);
    }

    /** Trusts the keys of a file; {@code issuer} may be null, then that of the token does not matter. */
    static JwtDecoder ofFile(Path file, String issuer, String audience) {
        return decoder(new ImmutableJWKSet<>(readKeys(file)), issuer, audience);
    }

    /**
     * Reads a JSON Web Key Set (RFC 7517).
     *
     * @throws IllegalArgumentException unless it holds public keys and nothing else; the message completes a sentence that starts with
     *     "names a file"
     */
    public static JWKSet readKeys(Path file) {
        JWKSet keys;
        try {
            keys = JWKSet.parse(Files.readString(file));
        } catch (IOException unreadable) {
            throw new IllegalArgumentException(
                    "that cannot be read (" + unreadable.getClass().getSimpleName() + ")", unreadable);
        } catch (ParseException malformed) {
            throw new IllegalArgumentException("that is no JSON Web Key Set", malformed);
        }
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("without keys");
        }
        for (JWK key : keys.getKeys()) {
            if (key.isPrivate() || !(key instanceof AsymmetricJWK)) {
                throw new IllegalArgumentException("with a private or shared key: only public keys belong there");
            }
        }
        return keys;
    }

    private static JwtDecoder decoder(JWKSource<SecurityContext> keys, String issuer, String audience) {
        DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, keys));
        processor.setJWSTypeVerifier(
                new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
        // The validators below look at the claims.
        processor.setJWTClaimsSetVerifier((claims, context) -> {});
        List<OAuth2TokenValidator<Jwt>> validators = new ArrayList<>();
        validators.add(new JwtTimestampValidator(CLOCK_SKEW));
        validators.add(new JwtClaimValidator<>("exp", Objects::nonNull));
        validators.add(new JwtClaimValidator<Collection<String>>(
                "aud", audiences -> audiences != null && audiences.contains(audience)));
        if (issuer != null) {
            validators.add(new JwtIssuerValidator(issuer));
        }
        NimbusJwtDecoder decoder = new NimbusJwtDecoder(processor);
        decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(validators));
        return decoder;
    }
}
