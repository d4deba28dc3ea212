// SPDX-License-Identifier: MIT
package simulator;

import java.time.ZonedDateTime;
import java.util.Set;

/** One order, from its request to its end. */
final class Order {
    /** The states the protocol knows, as it writes them. */
    enum Status {
        HELD("Inactive"), PRE_SUBMITTED("PreSubmitted"), SUBMITTED("Submitted"), FILLED("Filled"), CANCELLED("Cancelled");

        final String word;

        Status(String word) {
            this.word = word;
        }
    }

    private static final Set<String> TYPES = Set.of("LMT", "MKT", "STP", "STP LMT");

    final int clientId;
    final int orderId;
    final Contract contract;
    int permId;
    boolean buy;
    double quantity;
    String type;
    double limit;
    double stop;
    String tif;
    String orderRef;
    boolean transmit;
    int parentId;
    boolean whatIf;
    Status status = Status.HELD;
    double filled;
    double avgPrice;
    boolean triggered;
    ZonedDateTime completed;

    /** Reads a placeOrder request from the contract on. */
    Order(int clientId, int orderId, Fields f, int version) {
        this.clientId = clientId;
        this.orderId = orderId;
        contract = Contracts.read(f);
        f.skip(2);
        buy = side(f.text());
        quantity = f.decimal();
        type = f.text();
        limit = f.decimal();
        stop = f.decimal();
        tif = f.text();
        f.skip(4);                          // OCA group, account, open or close, origin
        orderRef = f.text();
        transmit = f.flag();
        parentId = f.integer();
        whatIf = readWhatIf(f, version);
        check();
    }

    private static boolean side(String action) {
        return switch (action) {
            case "BUY" -> true;
            case "SELL", "SSHORT" -> false;
            default -> throw ApiError.invalid("Invalid order action '" + action + "'");
        };
    }

    /** The field is far behind, past blocks that are there or not. */
    private static boolean readWhatIf(Fields f, int version) {
        f.skip(version < 177 ? 36 : 35);
        if (!f.text().isEmpty()) f.skip(8);         // delta neutral order
        f.skip(1 + 2 + 2 + 2);
        double scaleIncrement = f.decimal();
        if (scaleIncrement > 0 && scaleIncrement != Message.UNSET) f.skip(7);
        f.skip(3);
        if (!f.text().isEmpty()) f.skip(1);         // hedge
        f.skip(4);
        if (f.flag()) f.skip(3);                    // delta neutral contract
        if (!f.text().isEmpty()) f.skip(2 * f.integer());   // algorithm
        return f.skip(1).flag();
    }

    private void check() {
        if (quantity == Message.UNSET || quantity <= 0) throw new ApiError(434, "The order size cannot be zero.");
        if (!TYPES.contains(type)) throw new ApiError(387, "Unsupported order type for this exchange and security type.");
        if (type.endsWith("LMT") && limit == Message.UNSET) throw ApiError.invalid("Missing limit price");
        if (type.startsWith("STP") && stop == Message.UNSET) throw ApiError.invalid("Missing stop price");
        if (contract.secType().equals("IND")) throw new ApiError(201, "Order rejected - reason:An index cannot be traded");
    }

    /** Takes over what a repeated request for the same order changes. */
    void modify(Order to) {
        quantity = to.quantity;
        type = to.type;
        limit = to.limit;
        stop = to.stop;
        tif = to.tif;
        transmit = to.transmit;
    }

    boolean isOpen() {
        return status != Status.FILLED && status != Status.CANCELLED;
    }

    boolean fillsAtOnceOrNever() {
        return tif.equals("IOC") || tif.equals("FOK");
    }

    double remaining() {
        return status == Status.CANCELLED ? 0 : quantity - filled;
    }

    String action() {
        return buy ? "BUY" : "SELL";
    }

    /** The price at which it trades now, or UNSET if it rests. */
    double fillPrice(double bid, double ask) {
        double here = buy ? ask : bid;
        if (type.startsWith("STP") && !triggered) {
            triggered = buy ? ask >= stop : bid <= stop;
            if (!triggered) return Message.UNSET;
        }
        if (!type.endsWith("LMT")) return here;
        boolean crossed = buy ? limit >= ask : limit <= bid;
        return crossed ? here : Message.UNSET;
    }
}
