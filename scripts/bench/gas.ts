import { mainFlow } from "./main-flow.ts";
import { open } from "./network.ts";
import { deployInfrastructure } from "./safe.ts";
import { deployTargets } from "./target.ts";

const network = await open();
await deployInfrastructure(network);
const target = await deployTargets(network, 10);
console.log(JSON.stringify(await mainFlow(network, target), null, 1));
await network.close();
