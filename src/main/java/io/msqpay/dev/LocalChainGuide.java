package io.msqpay.dev;

/**
 * What a developer needs next: addresses, and commands to paste into a shell.
 *
 * @param serverUrl without a slash at its end
 */
record LocalChainGuide(String chainUrl, DemoContracts contracts, String serverUrl) {

    private static final String TEMPLATE = """

            MSQPay is ready at {server} and works on a local chain; nothing here has value.

              chain      {chain} (chain id {chainId})
              contract   {msqpay}
              forwarder  {forwarder}
              USDC       {usdc}
              merchant   {merchant}
              payer      {payer} (holds USDC, has approved the contract)

            Create a payment of 1 USDC:

              curl -s {server}/payments/create -H 'X-API-Key: {apiKey}' -H 'Content-Type: application/json' \\
                -d '{"merchantId":"{merchant}","amount":"1000000","currency":"USDC"}'

            Create another, keep its id and read its status (Node.js picks the member out of the JSON):

              json() { node -p "v = JSON.parse(require('fs').readFileSync(0)).$1; v.trim ? v : JSON.stringify(v)"; }
              ID=$(curl -s {server}/payments/create -H 'X-API-Key: {apiKey}' -H 'Content-Type: application/json' \\
                -d '{"merchantId":"{merchant}","amount":"1000000","currency":"USDC"}' | json paymentId)
              curl -s {server}/payments/$ID/status

            Pay it without gas: the payer signs, the server's relayer sends, the status becomes confirmed:

              CHAIN={chain}
              PAYER={payer}
              PREPARED=$(curl -s "{server}/payments/$ID/gasless?from=$PAYER")
              SIGNATURE=$(curl -s $CHAIN -H 'Content-Type: application/json' -d '{"jsonrpc":"2.0","id":1,"method":"eth_signTypedData_v4",
                "params":["'$PAYER'",'"$(echo "$PREPARED" | json typedData)"']}' | json result)
              curl -s {server}/payments/$ID/gasless -H 'Content-Type: application/json' -d '{"from":"'$PAYER'",
                "userSignature":"'$SIGNATURE'","nonce":"'$(echo "$PREPARED" | json typedData.message.nonce)'",
                "deadline":'$(echo "$PREPARED" | json deadline)'}'
              curl -s {server}/payments/$ID/status
            """;

    String text() {
        return TEMPLATE.replace("{server}", serverUrl)
                .replace("{chain}", chainUrl)
                .replace("{chainId}", Long.toString(ChainSetup.LOCAL_CHAIN_ID))
                .replace("{msqpay}", contracts.msqpay().value())
                .replace("{forwarder}", contracts.forwarder().value())
                .replace("{usdc}", contracts.usdc().value())
                .replace("{merchant}", DemoAccount.MERCHANT.address().value())
                .replace("{payer}", DemoAccount.PAYER.address().value())
                .replace("{apiKey}", LocalChain.API_KEY);
    }
}
