// SPDX-License-Identifier: MIT
package simulator;

/** A part of the API: serves some of the requests and knows which clients subscribed to what. */
interface Service {
    /** False if the request is not one of this service's. ApiError tells the client why it cannot be served. */
    boolean handle(ApiConnection c, Fields f);

    /** The client is gone, and its subscriptions with it. */
    void drop(ApiConnection c);
}
