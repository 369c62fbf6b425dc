package io.msqpay.http;

import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import io.msqpay.payment.Address;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtValidationException;

/**
 * The access tokens this server accepts as {@code Authorization: Bearer} (RFC 6750). The claim {@code scope} or {@code scp} holds
 * {@code create} and {@code relay} among others, {@code sub} says who it is, and {@code merchants}, if there, for which addresses it may
 * act.
 */
final class BearerTokens {

    private static final Logger LOG = LoggerFactory.getLogger(BearerTokens.class);
    private static final String SCHEME = "Bearer ";
    private static final Set<String> SCOPES = Set.of("create", "relay");

    private final JwtDecoder decoder;

    BearerTokens(JwtDecoder decoder) {
        this.decoder = decoder;
    }

    /**
     * The token of a request; empty if it has none. Other schemes are no business of ours.
     *
     * @throws CallerException if there are several
     */
    static Optional<String> of(HttpServletRequest request) throws CallerException {
        List<String> tokens = Collections.list(request.getHeaders("Authorization")).stream()
                .filter(value -> value.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
                .map(value -> value.substring(SCHEME.length()).strip())
                .toList();
        if (tokens.size() > 1) {
            throw CallerException.invalidToken("Send one access token");
        }
        return tokens.stream().findFirst();
    }

    Caller caller(String token) throws CallerException {
        try {
            return caller(decoder.decode(token));
        } catch (JwtValidationException unfit) {
            throw CallerException.invalidToken(
                    "The access token is not accepted: it has expired, is not valid yet, or its issuer or audience is another one");
        } catch (BadJwtException invalid) {
            throw CallerException.invalidToken(
                    "The access token is not accepted: it is malformed, or not signed by a key of the issuer");
        } catch (JwtException unavailable) {
            // Without end, a flood of unknown keys would flood the log too.
            if (!(unavailable.getCause() instanceof RateLimitReachedException)) {
                LOG.warn("Access tokens cannot be checked: {}", unavailable.getMessage());
            }
            throw CallerException.unavailable();
        }
    }

    private static Caller caller(Jwt token) throws CallerException {
        String subject = token.getSubject();
        if (subject == null || subject.isBlank()) {
            throw CallerException.invalidToken("The access token does not say whose it is (sub)");
        }
        Set<String> scopes = new HashSet<>(words(token.getClaim("scope")));
        scopes.addAll(words(token.getClaim("scp")));
        scopes.retainAll(SCOPES);
        // No API key has such a name.
        return new Caller("token:" + subject, scopes, merchants(token));
    }

    private static Collection<String> words(Object claim) {
        if (claim instanceof Collection<?> values) {
            return values.stream().map(String::valueOf).toList();
        }
        return claim instanceof String text ? Arrays.asList(text.split(" ")) : List.of();
    }

    private static Set<Address> merchants(Jwt token) throws CallerException {
        if (!token.hasClaim("merchants")) {
            return null;
        }
        try {
            if (token.getClaim("merchants") instanceof Collection<?> values) {
                return values.stream().map(String::valueOf).map(Address::parse).collect(Collectors.toSet());
            }
        } catch (IllegalArgumentException malformed) {
            LOG.debug("A token's merchants are no addresses", malformed);
        }
        throw CallerException.invalidToken("The access token's claim merchants must be a list of addresses");
    }
}
