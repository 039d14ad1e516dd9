import { run } from "./report.ts";

const report = await run((what) => console.error(what));
console.log(JSON.stringify(report, null, 1));
