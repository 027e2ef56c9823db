package finance.erp;

/**
 * An HTTP request to an ERP.
 *
 * @param path           below the address, with its leading slash; empty for none
 * @param query          encoded; null for none
 * @param contentType    null without a body
 * @param idempotencyKey null for none
 * @param body           null for none
 */
public record ErpRequest(String method, String path, String query, String contentType, String idempotencyKey, byte[] body) {

    /** A question that changes nothing. */
    static ErpRequest get(String path, String query) {
        return new ErpRequest("GET", path, query, null, null, null);
    }
}
