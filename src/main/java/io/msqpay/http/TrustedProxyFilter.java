package io.msqpay.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Shows a request that came through a trusted proxy as its client sent it: with the client's address, and as secure if the client spoke
 * TLS. What anybody else says about that is not believed.
 *
 * <p>Each proxy appends who called it. So the list is read from its end, and the first address that is no trusted proxy is the client,
 * whatever stands before it.
 */
public final class TrustedProxyFilter extends OncePerRequestFilter {

    /** Which header the proxies write; the other one is the client's own and means nothing. */
    public enum Header {
        X_FORWARDED_FOR("X-Forwarded-For"),
        /** RFC 7239. */
        FORWARDED("Forwarded");

        private final String text;

        Header(String text) {
            this.text = text;
        }

        /** The header by its name, in any case. */
        public static Optional<Header> of(String name) {
            return Arrays.stream(values())
                    .filter(header -> header.text.equalsIgnoreCase(name))
                    .findFirst();
        }
    }

    private static final String PROTOCOL = "X-Forwarded-Proto";
    /** An address with or without port; one of IPv6 in brackets then. */
    private static final Pattern NODE = Pattern.compile("\\[([^]]*)](?::[0-9]+)?|([0-9.]+):[0-9]+");

    private final List<IpNetwork> trusted;
    private final Header header;

    public TrustedProxyFilter(List<IpNetwork> trusted, Header header) {
        this.trusted = List.copyOf(trusted);
        this.header = header;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Optional<InetAddress> peer = trusted.isEmpty() ? Optional.empty() : IpNetwork.address(request.getRemoteAddr());
        if (peer.isEmpty() || !isTrusted(peer.get())) {
            chain.doFilter(request, response);
            return;
        }
        List<String> hops = list(request, header.text);
        chain.doFilter(new Forwarded(request, client(peer.get(), hops), isSecure(request, hops)), response);
    }

    private InetAddress client(InetAddress peer, List<String> hops) {
        InetAddress client = peer;
        for (int i = hops.size() - 1; i >= 0 && isTrusted(client); i--) {
            Optional<InetAddress> before = address(hops.get(i));
            if (before.isEmpty()) {
                // Hidden or garbage: the proxy that let it pass is all that is known.
                break;
            }
            client = before.get();
        }
        return client;
    }

    private boolean isTrusted(InetAddress address) {
        return trusted.stream().anyMatch(network -> network.contains(address));
    }

    private Optional<InetAddress> address(String hop) {
        String node = header == Header.FORWARDED ? parameter("for", hop) : hop;
        Matcher parts = NODE.matcher(node);
        if (!parts.matches()) {
            return IpNetwork.address(node);
        }
        return IpNetwork.address(parts.group(1) == null ? parts.group(2) : parts.group(1));
    }

    private boolean isSecure(HttpServletRequest request, List<String> hops) {
        List<String> protocols = header == Header.FORWARDED
                ? hops.stream().map(hop -> parameter("proto", hop)).toList()
                : list(request, PROTOCOL);
        // Every part of the way, as far as it is known.
        return request.isSecure() || !protocols.isEmpty() && protocols.stream().allMatch("https"::equalsIgnoreCase);
    }

    /** The value of a parameter of RFC 7239, without its quotes; empty when there is none. */
    private static String parameter(String name, String hop) {
        return Arrays.stream(hop.split(";"))
                .map(pair -> pair.split("=", 2))
                .filter(pair -> pair.length == 2 && pair[0].strip().equalsIgnoreCase(name))
                .map(pair -> pair[1].strip().replaceAll("^\"|\"$", ""))
                .findFirst()
                .orElse("");
    }

    /** Elements of all fields of a name. Cut at every comma, also a quoted one, since a client's open quote must not hide what proxies append. */
    private static List<String> list(HttpServletRequest request, String name) {
        return Collections.list(request.getHeaders(name)).stream()
                .flatMap(value -> Arrays.stream(value.split(",")))
                .map(String::strip)
                .filter(element -> !element.isEmpty())
                .toList();
    }

    private static final class Forwarded extends HttpServletRequestWrapper {

        private static final int HTTP = 80;
        private static final int HTTPS = 443;

        private final String client;
        private final boolean secure;

        Forwarded(HttpServletRequest request, InetAddress client, boolean secure) {
            super(request);
            this.client = client.getHostAddress();
            this.secure = secure;
        }

        @Override
        public String getRemoteAddr() {
            return client;
        }

        @Override
        public String getRemoteHost() {
            return client;
        }

        @Override
        public boolean isSecure() {
            return secure;
        }

        @Override
        public String getScheme() {
            return secure ? "https" : super.getScheme();
        }

        @Override
        public int getServerPort() {
            int port = super.getServerPort();
            return secure && port == HTTP ? HTTPS : port;
        }
    }
}
