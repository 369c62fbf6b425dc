package io.msqpay.config;

/** The variables that the product promises, in the order of its table. A test vocabulary: it does not ask the code that is tested. */
enum Variable {
    PORT,
    POLYGON_RPC_URL,
    MSQPAY_CONTRACT_ADDRESS,
    MSQPAY_TOKENS,
    MSQPAY_OPERATOR_PRIVATE_KEY,
    MSQPAY_OPERATOR_PRIVATE_KEY_FILE,
    MSQPAY_OPERATOR_MNEMONIC,
    MSQPAY_OPERATOR_MNEMONIC_FILE,
    MSQPAY_OPERATOR_INDEX,
    MSQPAY_RELAYER_KIND,
    DEFENDER_API_URL,
    DEFENDER_API_KEY,
    DEFENDER_API_SECRET,
    OZ_RELAYER_URL,
    OZ_RELAYER_ID,
    OZ_RELAYER_API_KEY,
    MSQPAY_API_KEYS,
    CORS_ALLOWED_ORIGINS,
    RATE_LIMIT_PER_MINUTE,
    MSQPAY_ROUTES_DIR
}
