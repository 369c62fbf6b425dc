package io.msqpay.http;

/** Paths of fields as they stand in error details: dotted, short, and printable whatever a client named its members. */
final class FieldNames {

    private static final int MAX_LENGTH = 100;

    private FieldNames() {}

    /** @param path of the parent; empty at the root */
    static String join(String path, String name) {
        String field = path.isEmpty() ? name : path + "." + name;
        StringBuilder printable = new StringBuilder();
        field.codePoints()
                .limit(MAX_LENGTH)
                .map(c -> Character.isISOControl(c)
                                || Character.getType(c) == Character.SURROGATE
                                || Character.getType(c) == Character.FORMAT
                        ? '?'
                        : c)
                .forEach(printable::appendCodePoint);
        return printable.toString();
    }
}
