// Code that the library makes of equations as text: whether it is used.

import type { Engine } from "./engine.ts";
import type { EquationsFunctions } from "./generated/binding.ts";

// Of the modules with equations: the others do not know these.
const equationsOf = ({ instance }: Engine): EquationsFunctions => instance.exports as unknown as EquationsFunctions;

/** Whether equations are interpreted though there is code for them; the bits are the same. */
export function interpret(engine: Engine, yes: boolean): void {
    engine.instance.call(() => equationsOf(engine).mg_engine_interpret(engine.handle, yes ? 1 : 0));
}

/** How its steps are computed and, where equations are interpreted, why: for a person. */
export function computation(engine: Engine): string {
    return engine.instance.text(equationsOf(engine).mg_engine_computation(engine.handle));
}
