// What can go wrong: a refusal leaves the engine as it was, a trap ends it.

import { MgStatus } from "./generated/binding.ts";

export { MgStatus };

/** A call was refused; the message names the value and the way out. */
export class MgError extends Error {
    override readonly name = "MgError";
    readonly status: MgStatus;

    constructor(status: MgStatus, sentence: string) {
        super(sentence);
        this.status = status;
    }

    get isAboutMemory(): boolean {
        return this.status === MgStatus.OutOfMemory || this.status === MgStatus.OverBudget;
    }
}

/** The instance has stopped itself. Nothing in it can be trusted any more; make another one. */
export class MgTrap extends Error {
    override readonly name = "MgTrap";
}
