package io.msqpay.relayer;

import java.util.List;

/**
 * A page of a relayer's list.
 *
 * @param next how the next page is asked for; null after the last one
 */
public record RelayPage(List<RemoteRelay> relays, String next) {}
