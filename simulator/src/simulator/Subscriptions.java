// SPDX-License-Identifier: MIT
package simulator;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/** What each client has subscribed to, by its own request numbers. */
final class Subscriptions<T> {
    /** Called for one subscription. */
    interface Visitor<T> {
        void visit(ApiConnection c, int req, T subscription);
    }

    private final Map<ApiConnection, Map<Integer, T>> all = new LinkedHashMap<>();

    boolean has(ApiConnection c, int req) {
        return of(c).containsKey(req);
    }

    int count(ApiConnection c) {
        return of(c).size();
    }

    private Map<Integer, T> of(ApiConnection c) {
        return all.getOrDefault(c, Map.of());
    }

    void add(ApiConnection c, int req, T subscription) {
        all.computeIfAbsent(c, k -> new HashMap<>()).put(req, subscription);
    }

    boolean remove(ApiConnection c, int req) {
        Map<Integer, T> mine = all.get(c);
        return mine != null && mine.remove(req) != null;
    }

    void drop(ApiConnection c) {
        all.remove(c);
    }

    /** Sending can end a connection, which changes the map: so a copy is walked. */
    void each(Visitor<T> v) {
        BiConsumer<ApiConnection, Map<Integer, T>> one = (c, mine) -> new HashMap<>(mine).forEach((req, s) -> v.visit(c, req, s));
        new LinkedHashMap<>(all).forEach(one);
    }
}
