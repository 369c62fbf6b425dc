package io.msqpay.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.springframework.security.oauth2.jwt.JwtDecoder;

/** Finds out who calls: by API key, or by access token if there is a decoder of tokens. Each request is looked at once. */
public final class Callers {

    private static final String ATTRIBUTE = Callers.class.getName();
    private static final String KEY_HEADER = "X-API-Key";
    private static final String REALM = "Bearer realm=\"msqpay\"";

    private final ApiKeys keys;
    private final BearerTokens tokens;

    /** @param decoder of access tokens; null: there are none */
    public Callers(ApiKeys keys, JwtDecoder decoder) {
        this.keys = keys;
        this.tokens = decoder == null ? null : new BearerTokens(decoder);
    }

    /** Who calls, if that is known. */
    Optional<Caller> find(HttpServletRequest request) {
        try {
            return Optional.of(of(request));
        } catch (CallerException unknown) {
            // Whoever needs to know asks again and gets the same answer.
            return Optional.empty();
        }
    }

    /** Who calls. */
    Caller of(HttpServletRequest request) throws CallerException {
        Object known = request.getAttribute(ATTRIBUTE);
        if (known instanceof CallerException unknown) {
            throw unknown;
        }
        if (known instanceof Caller caller) {
            return caller;
        }
        try {
            Caller caller = look(request);
            request.setAttribute(ATTRIBUTE, caller);
            return caller;
        } catch (CallerException unknown) {
            request.setAttribute(ATTRIBUTE, unknown);
            throw unknown;
        }
    }

    private Caller look(HttpServletRequest request) throws CallerException {
        String key = request.getHeader(KEY_HEADER);
        Optional<String> token = tokens == null ? Optional.empty() : BearerTokens.of(request);
        if (key != null && token.isPresent()) {
            throw CallerException.unauthorized("Send an API key or an access token, not both");
        }
        if (token.isPresent()) {
            return tokens.caller(token.get());
        }
        if (key == null) {
            throw CallerException.unauthorized(
                    tokens == null
                            ? ErrorResponder.messageOf(401)
                            : "This operation needs an API key in the header X-API-Key, or an access token");
        }
        return keys.find(key)
                .map(ApiKey::caller)
                .orElseThrow(() -> CallerException.unauthorized("The API key is not known"));
    }

    /** What {@code WWW-Authenticate} says to a caller that is not known; null if only API keys are, for which HTTP has no scheme. */
    String challenge(CallerException unknown) {
        if (tokens == null || unknown.status() != 401) {
            return null;
        }
        return unknown.tokenError() == null ? REALM : REALM + ", error=\"" + unknown.tokenError() + "\"";
    }

    /** The same to a known one that lacks a scope. */
    String challenge(String missingScope) {
        return tokens == null ? null : REALM + ", error=\"insufficient_scope\", scope=\"" + missingScope + "\"";
    }
}
