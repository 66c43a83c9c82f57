// Share links and addresses for guided.mjs: ./dev fuzz makes one script of this file.
import { parseLaunch } from "../../../web/app/src/state/url";
import { mutated, randomFrom } from "../../../web/app/test/link_mutations";
import { readAsThePageDoes, unpackAsThePageDoes } from "../../../web/app/test/link_properties";

export { mutated, randomFrom };

export async function look(search: string): Promise<void> {
    readAsThePageDoes(search);
    const { network } = parseLaunch(search);
    if (network !== null) await unpackAsThePageDoes(network);
}
