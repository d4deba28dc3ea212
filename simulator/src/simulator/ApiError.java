// SPDX-License-Identifier: MIT
package simulator;

/** A request that cannot be served, with the number and text the client is told. */
final class ApiError extends RuntimeException {
    final int code;

    ApiError(int code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    static ApiError noContract() {
        return new ApiError(200, "No security definition has been found for the request");
    }

    static ApiError invalid(String cause) {
        return new ApiError(321, "Error validating request.-'aa' : cause - " + cause);
    }
}
