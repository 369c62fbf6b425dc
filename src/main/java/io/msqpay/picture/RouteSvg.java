package io.msqpay.picture;

import io.msqpay.picture.RouteMap.Call;
import io.msqpay.picture.RouteMap.Kind;
import io.msqpay.picture.RouteMap.Place;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.web.util.HtmlUtils;

/** Draws a map from left to right: callers, then what they call. Needs neither scripts nor styles. */
public final class RouteSvg {

    private static final int COLUMN = 290;
    private static final int ROW = 44;
    private static final int WIDTH = 210;
    private static final int HEIGHT = 28;

    private final RouteMap map;
    private final Map<String, Integer> columns = new HashMap<>();
    private final Map<String, Integer> rows = new HashMap<>();

    private RouteSvg(RouteMap map) {
        this.map = map;
    }

    /** An SVG document. */
    public static String of(RouteMap map) {
        return new RouteSvg(map).draw();
    }

    private String draw() {
        place();
        StringBuilder svg = new StringBuilder();
        int width = (last(columns) + 1) * COLUMN;
        int height = (last(rows) + 1) * ROW;
        svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"-20 -8 %d %d\" "
                .formatted(width, height, width, height));
        svg.append("font-family=\"sans-serif\" font-size=\"13\"><title>The routes of MSQPay</title>\n");
        map.calls().forEach(call -> svg.append(arrow(call)));
        map.places().forEach(place -> svg.append(box(place)));
        return svg.append("</svg>\n").toString();
    }

    /** Columns by distance from who starts a call; in a column, near to the callers. */
    private void place() {
        List<String> reached = new ArrayList<>();
        for (Place place : map.places()) {
            boolean called = map.calls().stream()
                    .anyMatch(
                            call -> call.to().equals(place.id()) && !call.from().equals(place.id()));
            if (!called) {
                columns.put(place.id(), 0);
                reached.add(place.id());
            }
        }
        for (int i = 0; i < reached.size(); i++) {
            String from = reached.get(i);
            for (Call call : map.calls()) {
                if (call.from().equals(from) && !columns.containsKey(call.to())) {
                    columns.put(call.to(), columns.get(from) + 1);
                    reached.add(call.to());
                }
            }
        }
        Map<Integer, List<String>> byColumn = new TreeMap<>();
        reached.forEach(id -> byColumn.computeIfAbsent(columns.get(id), any -> new ArrayList<>())
                .add(id));
        byColumn.values().forEach(column -> {
            column.sort(Comparator.comparingInt(this::heightOfCallers));
            for (int i = 0; i < column.size(); i++) {
                rows.put(column.get(i), i);
            }
        });
    }

    private int heightOfCallers(String id) {
        int sum = 0;
        int count = 0;
        for (Call call : map.calls()) {
            if (call.to().equals(id) && columns.get(call.from()) < columns.get(id)) {
                sum += rows.get(call.from()) * ROW;
                count++;
            }
        }
        return count == 0 ? 0 : sum / count;
    }

    private String arrow(Call call) {
        int x = columns.get(call.from()) * COLUMN + WIDTH;
        int y = rows.get(call.from()) * ROW + HEIGHT / 2;
        int endX = columns.get(call.to()) * COLUMN;
        int endY = rows.get(call.to()) * ROW + HEIGHT / 2;
        int bend = COLUMN - WIDTH;
        return "<path d=\"M%d %dC%d %d %d %d %d %d\" fill=\"none\" stroke=\"#7a8699\"%s><title>%s</title></path>\n"
                .formatted(
                        x,
                        y,
                        x + bend,
                        y,
                        endX - bend,
                        endY,
                        endX,
                        endY,
                        call.chosen() ? " stroke-dasharray=\"5 4\"" : "",
                        HtmlUtils.htmlEscape(call.from() + " calls " + call.to()));
    }

    private String box(Place place) {
        int x = columns.get(place.id()) * COLUMN;
        int y = rows.get(place.id()) * ROW;
        boolean route = place.kind() == Kind.ROUTE;
        return ("<g><title>%s</title><rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"%d\" fill=\"%s\" stroke=\"#2f4b7c\"/>"
                        + "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text></g>\n")
                .formatted(
                        HtmlUtils.htmlEscape(place.description()),
                        x,
                        y,
                        WIDTH,
                        HEIGHT,
                        route ? 4 : HEIGHT / 2,
                        route ? "#eef3fb" : "#fdebd2",
                        x + WIDTH / 2,
                        y + HEIGHT / 2 + 5,
                        HtmlUtils.htmlEscape(route ? place.id() : place.description()));
    }

    private static int last(Map<String, Integer> positions) {
        return positions.values().stream().max(Comparator.naturalOrder()).orElse(0);
    }
}
