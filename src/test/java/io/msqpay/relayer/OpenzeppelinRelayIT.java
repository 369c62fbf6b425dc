package io.msqpay.relayer;

import io.msqpay.dsl.Deployed;

/** The whole server with OpenZeppelin Relayer. */
class OpenzeppelinRelayIT extends RemoteRelayScenarios {

    @Override
    RelayerEmulator emulate(Deployed on) {
        return new OpenzeppelinEmulator(on);
    }
}
