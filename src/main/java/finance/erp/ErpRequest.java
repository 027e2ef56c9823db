package finance.erp;

/**
 * An HTTP request to an ERP. Its secret is part of it, and of no address, which others show.
 *
 * @param path           below the address, with its leading slash; empty for none
 * @param query          encoded; null for none
 * @param authorization  the header of that name; null for none
 * @param contentType    null without a body
 * @param idempotencyKey null for none
 * @param body           null for none
 */
public record ErpRequest(String method, String path, String query, String authorization, String contentType, String idempotencyKey, byte[] body) {

    /** A question that changes nothing. */
    static ErpRequest get(String path, String query, String authorization) {
        return new ErpRequest("GET", path, query, authorization, null, null, null);
    }

    /** Without what is secret, should anything log it. */
    @Override
    public String toString() {
        return method + " " + path;
    }
}
