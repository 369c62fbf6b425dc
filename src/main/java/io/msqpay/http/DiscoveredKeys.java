package io.msqpay.http;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.jwk.source.JWKSetUnavailableException;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jose.util.ResourceRetriever;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.text.ParseException;
import java.util.Map;

/** The keys that an issuer publishes, found by its metadata (OpenID Connect Discovery 1.0). */
final class DiscoveredKeys implements JWKSetSource<SecurityContext> {

    private static final String METADATA = "/.well-known/openid-configuration";

    private final String issuer;
    private final ResourceRetriever retriever;

    DiscoveredKeys(String issuer, ResourceRetriever retriever) {
        this.issuer = issuer;
        this.retriever = retriever;
    }

    @Override
    public JWKSet getJWKSet(JWKSetCacheRefreshEvaluator evaluator, long now, SecurityContext context)
            throws KeySourceException {
        try {
            Map<String, Object> metadata = JSONObjectUtils.parse(read(issuer.replaceFirst("/$", "") + METADATA));
            // Whoever can serve metadata of another issuer there must not become this one.
            if (!issuer.equals(JSONObjectUtils.getString(metadata, "issuer"))) {
                throw new JWKSetUnavailableException("the issuer's metadata name another issuer");
            }
            String location = JSONObjectUtils.getString(metadata, "jwks_uri");
            if (location == null || issuer.startsWith("https:") && !location.startsWith("https:")) {
                throw new JWKSetUnavailableException("the issuer's metadata name no https URL of its keys");
            }
            return JWKSet.parse(read(location));
        } catch (IOException | ParseException | IllegalArgumentException e) {
            throw new JWKSetUnavailableException("the issuer's keys cannot be read", e);
        }
    }

    private String read(String location) throws IOException {
        URL url = URI.create(location).toURL();
        return retriever.retrieveResource(url).getContent();
    }

    @Override
    public void close() {
        // Holds nothing.
    }
}
