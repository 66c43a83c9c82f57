// A thread of the pool: waits for its start, then enters C and answers no message any more.

import { type FromPool, type PoolInit, runPoolThread } from "@morphogen/engine/pool";

import { holdLivenessLock } from "./liveness_lock";

const scope = self as unknown as {
    onmessage: ((event: MessageEvent<PoolInit & { readonly livenessLock: string | null }>) => void) | null;
    postMessage(message: FromPool): void;
};

scope.onmessage = ({ data }) => {
    void holdLivenessLock(data.livenessLock).then(() => runPoolThread(data, (message) => scope.postMessage(message)));
};
