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

    static final String SETTINGS = """
        {"name": "Nguyễn Thị Lan", "roles": ["operator"], "enabled": true, "language": "vi"}""";

    static final String NEW_USER = """
        {"username": "lan", "name": "Nguyễn Thị Lan", "password": "correct horse battery", "roles": ["operator"]}""";

    static final String NEW_PASSWORD = """
        {"password": "another long password"}""";

    static final String ACCOUNT = """
        {"username": "lan", "name": "Nguyễn Thị Lan", "roles": ["operator"], "dealer_id": null, "language": "vi", "locked": false, "enabled": true, \
        "password": true, "created_at": "2026-11-20T02:00:00Z", "last_sign_in_at": "2026-11-28T01:15:00Z"}""";

    static final String ACCOUNTS = """
        {"users": [""" + ACCOUNT + "], \"next\": null}";

    static final String AUDIT = """
        {"entries": [{"id": 812, "at": "2026-11-28T01:15:00Z", "username": "lan", "action": "POST /dead-letters/{id}/replay", "subject": "id=8123", \
        "detail": null}], "next": null}""";

    private Examples() {
    }
}
