// Connects the backend to its worker: messages in and out, and slices one after the other. Between two slices the loop
// goes through a MessageChannel, so that waiting messages come first; setTimeout would lose 4 ms of every 12.

import { Backend } from "./backend";
import type { FromWorker, ToWorker } from "./base";
import { holdLivenessLock } from "./liveness_lock";

const scope = self as unknown as {
    onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
    postMessage(message: FromWorker, transfer: ArrayBuffer[]): void;
};

const loop = new MessageChannel();
let queued = false;
let timer: ReturnType<typeof setTimeout> | undefined;

function nextSlice(): void {
    clearTimeout(timer);
    if (queued) return;
    queued = true;
    loop.port2.postMessage(null);
}

const backend = new Backend((message, transfer = []) => scope.postMessage(message, transfer), nextSlice);

loop.port1.onmessage = () => {
    queued = false;
    const rest = backend.slice();
    if (rest <= 0) nextSlice();
    else if (rest < Infinity) timer = setTimeout(nextSlice, rest);
};

scope.onmessage = ({ data }) => {
    if (data.type === "init") void holdLivenessLock(data.livenessLock).then(() => backend.receive(data));
    else void backend.receive(data);
};
