package io.msqpay.http;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.msqpay.picture.RouteMap;
import io.msqpay.picture.RouteSvg;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.TreeMap;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/** Shows developers which route calls which. */
@Controller
final class RoutePictureController {

    private static final String FOLDER = "msqpay/routes/";

    private final byte[] picture;

    RoutePictureController(OpenApiContract contract) throws IOException {
        SortedMap<String, String> files = new TreeMap<>();
        for (Resource file :
                new PathMatchingResourcePatternResolver().getResources("classpath*:" + FOLDER + "**/*.camel.yaml")) {
            String url = file.getURL().toString();
            files.put(
                    url.substring(url.lastIndexOf(FOLDER) + FOLDER.length()),
                    file.getContentAsString(StandardCharsets.UTF_8));
        }
        RouteMap map = RouteMap.read(files, new YAMLMapper().readTree(contract.yaml()));
        this.picture = RouteSvg.of(map).getBytes(StandardCharsets.UTF_8);
    }

    @GetMapping("/docs/routes")
    ResponseEntity<byte[]> picture() {
        return ResponseEntity.ok()
                .contentType(MediaType.valueOf("image/svg+xml;charset=UTF-8"))
                .cacheControl(CacheControl.noCache())
                .body(picture);
    }
}
