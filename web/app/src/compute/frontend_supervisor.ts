// Starts the workers of the engine, watches over them, and starts them again from the last checkpoint when something
// dies.
//
// All workers are made here, never by another worker: one that computes does not return to its event loop, and could
// start no worker. For the same reason the threads of the pool report to the main thread directly.

import { MgError, MgStatus } from "@morphogen/engine";
import { MG_MAX_THREADS } from "@morphogen/engine/binding";
import type { Busy, Checkpoint, Failure, FromWorker, InitMessage, ReadyMessage, ToWorker } from "./base";
import { type Deferred, deferred } from "./deferred";
import type { ComputeEmitter, Ready } from "./frontend_events";
import { defaultThreads, loadProgram, mayBeEquations, type Program, whyNotThreaded } from "./frontend_program";
import { RestartBudget } from "./frontend_restarts";
import { WorkerGroup, type WorkerGroupListener } from "./frontend_worker_group";

const PING_EVERY_MS = 1000;
const UNANSWERED_PINGS = 8; // the longest slice is one mesh of a huge grid: some seconds

/** The owner of the engine: it knows the run and receives the worker's messages. */
export interface Supervised {
    /** What a new worker begins with, where it does not go on from a checkpoint. */
    readonly initial: Pick<InitMessage, "config" | "view" | "liveSettings">;
    /** Where a new worker would go on. */
    readonly checkpoint: Checkpoint;
    /** Every message of the worker but pings, ready and its own failure. */
    receive(message: FromWorker): void;
    /** The engine runs, for the first time or again. */
    engineIsReady(message: ReadyMessage, again: boolean): void;
    /** The workers have ended; pending requests get no answer. */
    workersEnded(cause: string): void;
    /** A new worker goes on from here. */
    resumesFrom(checkpoint: Checkpoint): void;
}

export class EngineSupervisor {
    readonly restarts = new RestartBudget();
    readonly #run: Supervised;
    readonly #events: ComputeEmitter;
    readonly #pinger = setInterval(() => this.#ping(), PING_EVERY_MS);
    #started: Deferred<Ready> = deferred(); // settled when the engine is ready; a new promise after each restart
    #program: Promise<Program> | null = null;
    #workers: WorkerGroup | null = null; // another group after every restart
    #knowsEquations = false; // the program does
    #isReady = false;
    #isUp = false; // `started` is resolved
    #isMoving = false; // to another module: no failure, and nothing to report
    #over = false;
    #threads: number;
    #whyNotThreaded: string | null; // null: there are threads
    #unanswered = 0; // pings
    #isSilent = false; // the worker is in a call during which it answers no ping
    #busy: Busy | null = null;
    #stopWord: Int32Array | null = null; // ends a long call of the worker that can be ended; null: no shared memory

    constructor(run: Supervised, events: ComputeEmitter, threads = defaultThreads(), forceSingle = false) {
        this.#run = run;
        this.#events = events;
        this.#threads = clampThreads(threads);
        this.#whyNotThreaded = forceSingle ? "The build without threads was asked for." : whyNotThreaded();
    }

    get started(): Promise<Ready> {
        return this.#started.promise;
    }
    get threaded(): boolean {
        return this.#whyNotThreaded === null;
    }
    get over(): boolean {
        return this.#over;
    }
    get workers(): WorkerGroup | null {
        return this.#workers;
    }
    get busy(): Busy | null {
        return this.#busy;
    }

    send(message: ToWorker): void {
        this.#workers?.send(message);
    }

    // ------------------------------------------------------------------------------------------------- start

    async start(resume: Checkpoint | null): Promise<void> {
        this.#unanswered = 0;
        this.#isSilent = true; // until `ready`: a slow start is no failure
        try {
            const { network } = (resume ?? this.#run.initial).config;
            if (!this.#knowsEquations && mayBeEquations(network)) this.#takeEquations();
            this.#program ??= loadProgram(this.threaded, this.#knowsEquations);
            const program = await this.#program;
            if (this.#over) return;
            const workers = new WorkerGroup(program, this.#listener());
            this.#workers = workers;
            const pool = this.threaded ? await workers.growPool(this.#threads - 1) : 0;
            if (this.#over || this.#workers !== workers) return;
            await workers.startWorker({ threads: pool + 1, ...this.#run.initial, resume, stop: this.#newStopWord() });
        } catch (error) {
            this.#startFailed(error, resume);
        }
    }

    // Where threads do not start, the other build may.
    #startFailed(error: unknown, resume: Checkpoint | null): void {
        const sentence = error instanceof Error ? error.message : String(error);
        if (!this.threaded) {
            this.#giveUp("start", `The engine did not start: ${sentence} Reload the page, or update the browser.`);
            return;
        }
        this.#workers?.end();
        this.#whyNotThreaded = `Threads did not start: ${sentence}`;
        this.#program = null;
        this.#events.emit("failure", {
            failure: "start",
            fatal: false,
            sentence: `${this.#whyNotThreaded} Going on with one thread.`,
        });
        void this.start(resume);
    }

    #takeEquations(): void {
        this.#knowsEquations = true;
        this.#program = null;
    }

    /**
     * Goes on in the module that reads equations, from the checkpoint that `leave` makes when it is called: requests
     * wait from then on. Where the module cannot be had, the engine that is there goes on.
     */
    async bringEquations(leave: () => Promise<Checkpoint>): Promise<void> {
        const program = loadProgram(this.threaded, true);
        await program;
        const before = await this.started;
        if (this.#over || this.#knowsEquations) return;
        this.#mustStart();
        try {
            const checkpoint = await leave();
            this.#knowsEquations = true;
            this.#program = program;
            this.#isMoving = true;
            this.#endWorkers("The engine is changing to one that reads equations.");
            this.#run.resumesFrom(checkpoint);
            void this.start(checkpoint);
        } catch (error) {
            this.#hasStarted(before);
            throw error;
        }
        await this.started;
    }

    // Whoever waits for the start already goes on waiting.
    #mustStart(): void {
        if (this.#isUp) this.#started = deferred();
        this.#isUp = false;
    }

    #hasStarted(ready: Ready): void {
        this.#isUp = true;
        this.#started.resolve(ready);
    }

    #newStopWord(): SharedArrayBuffer | null {
        const memory = this.threaded ? new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT) : null;
        this.#stopWord = memory && new Int32Array(memory);
        return memory;
    }

    #listener(): WorkerGroupListener {
        const isNow = (workers: WorkerGroup): boolean => !this.#over && this.#workers === workers;
        return {
            message: (workers, message) => {
                if (isNow(workers)) this.#receive(message);
            },
            failed: (workers, failure, sentence) => {
                if (isNow(workers)) this.#restart(failure, sentence);
            },
            replaced: (workers, sentence) => {
                if (isNow(workers)) this.#events.emit("failure", { failure: "lost_thread", fatal: false, sentence });
            },
        };
    }

    /**
     * Resolves to how many there are then: fewer than asked for where a worker did not start, 1 without shared memory.
     */
    async growTo(threads: number): Promise<number> {
        const wanted = clampThreads(threads);
        await this.started;
        const pool = this.threaded ? ((await this.#workers?.growPool(wanted - 1)) ?? 0) : 0;
        this.#threads = Math.min(wanted, pool + 1);
        return this.#threads;
    }

    // ---------------------------------------------------------------------------------------------- messages

    #receive(message: FromWorker): void {
        this.#unanswered = 0;
        switch (message.type) {
            case "ready":
                this.#begin(message);
                break;
            case "busy":
                this.#setBusy(message.busy);
                break;
            case "error":
                this.#restart(message.failure, message.sentence);
                break;
            case "pong":
                break;
            default:
                this.#run.receive(message);
        }
    }

    #begin(message: ReadyMessage): void {
        const { type: _, ...rest } = message,
            again = this.#isReady;
        const ready: Ready = { ...rest, threaded: this.threaded, whyNotThreaded: this.#whyNotThreaded };
        this.#isReady = true;
        this.#isSilent = false;
        this.#run.engineIsReady(message, again);
        this.#hasStarted(ready);
        this.#events.emit("ready", ready);
        if (!again) return;
        if (this.#isMoving) {
            this.#isMoving = false;
            return;
        }
        const { steps } = this.#run.checkpoint;
        this.#events.emit("restarted", {
            steps,
            sentence: `The engine was started again and goes on from step ${steps}.`,
        });
    }

    #setBusy(busy: Busy | null): void {
        // with a fraction it answers pings, or reports often
        this.#isSilent = busy !== null && (!busy.stoppable || busy.fraction === null);
        this.#busy = busy;
        this.#events.emit("busy", busy);
    }

    /**
     * Ends what takes long now. Steps stop where they are. A call that cannot be stopped is abandoned together with its
     * worker: a new one goes on from where the run stood, and the pending requests are rejected. resume: that place.
     */
    cancel(resume: () => Checkpoint): void {
        const busy = this.#busy;
        if (busy?.stoppable === true) {
            if (this.#stopWord !== null) Atomics.store(this.#stopWord, 0, 1); // read within a call
            this.send({ type: "stop" }); // read between two slices
        } else if (busy !== null) this.#replaceWorkers("lost_worker", `Stopped: ${busy.doing}.`, resume());
    }

    // ---------------------------------------------------------------------------------------------- failures

    #ping(): void {
        if (!this.#isReady || this.#isSilent || this.#over) return;
        if (this.#unanswered >= UNANSWERED_PINGS) {
            const seconds = (UNANSWERED_PINGS * PING_EVERY_MS) / 1000;
            this.#restart("lost_worker", `The compute worker has not answered for ${seconds} seconds.`);
            return;
        }
        this.#unanswered++;
        this.send({ type: "ping" });
    }

    #restart(failure: Failure, cause: string): void {
        if (this.#isReady && !this.restarts.allowsAnother(performance.now())) {
            this.#endWorkers(cause);
            this.#giveUp(failure, `${cause} It has failed ${this.restarts.inARow} times in a row: reload the page.`);
            return;
        }
        this.#replaceWorkers(failure, cause, this.#run.checkpoint);
    }

    #replaceWorkers(failure: Failure, cause: string, resume: Checkpoint): void {
        this.#endWorkers(cause);
        if (!this.#isReady) {
            this.#startFailed(new Error(cause), null);
            return;
        }
        this.#mustStart();
        this.#run.resumesFrom(resume);
        this.#events.emit("failure", {
            failure,
            fatal: false,
            sentence: `${cause} Starting again from step ${resume.steps}.`,
        });
        void this.start(resume);
    }

    #endWorkers(cause: string): void {
        this.#workers?.end();
        this.#workers = null;
        this.#setBusy(null);
        this.#run.workersEnded(`${cause} What was asked got no answer; ask again once the engine is back.`);
    }

    #giveUp(failure: Failure, sentence: string): void {
        this.dispose();
        this.#started.reject(
            new MgError(failure === "memory" ? MgStatus.OutOfMemory : MgStatus.InvalidArgument, sentence),
        );
        this.#events.emit("failure", { failure, sentence, fatal: true });
    }

    dispose(): void {
        this.#over = true;
        clearInterval(this.#pinger);
        this.#workers?.end();
        this.#run.workersEnded("The engine has stopped.");
    }
}

function clampThreads(threads: number): number {
    return Math.min(MG_MAX_THREADS, Math.max(1, Math.floor(threads)));
}
