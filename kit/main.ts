import "./version.ts";
import { STRONGROOM } from "../src/keys/strongroom/program.ts";

/** The air-gapped kit: one file that is its own strongroom. See docs/air-gap.md. */
if (process.argv[2] === STRONGROOM) await import("../src/keys/strongroom/inside.ts");
else process.exitCode = await (await import("./run.ts")).run(process.argv.slice(2));
