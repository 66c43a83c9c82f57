// A pool thread as a worker of node.

import { parentPort, workerData } from "node:worker_threads";
import type { PoolInit } from "./pool.ts";
import { runPoolThread } from "./pool.ts";

runPoolThread(workerData as PoolInit, (message) => parentPort?.postMessage(message));
