package io.msqpay.http;

import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/** Says whether a Content-Type means JSON in UTF-8. */
final class JsonMediaType {

    private JsonMediaType() {}

    static boolean matches(String contentType) {
        if (contentType == null) {
            return false;
        }
        try {
            MediaType type = MediaType.parseMediaType(contentType);
            String charset = type.getParameter("charset");
            return type.equalsTypeAndSubtype(MediaType.APPLICATION_JSON)
                    && (charset == null || charset.replace("\"", "").equalsIgnoreCase("utf-8"));
        } catch (InvalidMediaTypeException e) {
            // Unreadable is not JSON.
            return false;
        }
    }
}
