// A thread of the pool: waits for its start, then enters C and answers no message any more.

import { runPoolThread, type FromPool, type PoolInit } from "@morphogen/engine/pool";

import { holdLife } from "./life";

const scope = self as unknown as {
    onmessage: ((event: MessageEvent<PoolInit & { readonly life: string | null }>) => void) | null;
    postMessage(message: FromPool): void;
};

scope.onmessage = ({ data }) => {
    void holdLife(data.life).then(() => runPoolThread(data, (message) => scope.postMessage(message)));
};
