package access;

/** Examples of the API's description. */
final class Examples {

    static final String SIGN_IN = """
        {"username": "lan", "password": "correct horse battery"}""";

    static final String USER = """
        {"username": "lan", "name": "Nguyễn Thị Lan", "roles": ["operator"], "may": ["operator", "viewer"], "dealer_id": null, "language": "vi"}""";

    static final String SIGNED_IN = """
        {"access_token": "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.e30.c2lnbmF0dXJl", "expires_in": 600, "token_type": "Bearer", "user": """ + USER + "}";

    static final String PASSWORD_CHANGE = """
        {"current": "correct horse battery", "new": "another long password"}""";

    static final String PAGE = """
        {"oidc": false, "sign_in": null, "demo": false, "version": "1.0.0"}""";

    private Examples() {
    }
}
