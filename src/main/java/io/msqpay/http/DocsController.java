package io.msqpay.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.function.Supplier;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/** Serves the contract, as it is and as a page to try it out on. */
@Controller
final class DocsController {

    private final Supplier<OpenApiContract> contract;
    private final byte[] page;

    DocsController(Supplier<OpenApiContract> contract) throws IOException {
        this.contract = contract;
        try (InputStream in = DocsController.class.getResourceAsStream("/docs/index.html")) {
            this.page = in.readAllBytes();
        }
    }

    @GetMapping("/")
    ResponseEntity<Void> root() {
        String context =
                ServletUriComponentsBuilder.fromCurrentContextPath().build().getPath();
        return ResponseEntity.status(HttpStatus.FOUND)
                .location(URI.create((context == null ? "" : context) + "/docs"))
                .build();
    }

    @GetMapping("/docs")
    ResponseEntity<byte[]> page() {
        return ResponseEntity.ok()
                .contentType(MediaType.parseMediaType("text/html;charset=UTF-8"))
                .cacheControl(CacheControl.noCache())
                .body(page);
    }

    @GetMapping("/openapi.yaml")
    ResponseEntity<byte[]> yaml() {
        return document("application/yaml;charset=UTF-8", contract.get().yaml());
    }

    @GetMapping("/openapi.json")
    ResponseEntity<byte[]> json() {
        return document("application/json", contract.get().json());
    }

    private static ResponseEntity<byte[]> document(String type, byte[] body) {
        return ResponseEntity.ok()
                .contentType(MediaType.parseMediaType(type))
                .cacheControl(CacheControl.noCache())
                .body(body);
    }
}
