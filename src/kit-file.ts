import { fileURLToPath } from "node:url";

/** The version, put in by the build of the kit (scripts/kit/bundle.ts), in which all the project is one file; nowhere else. */
declare const CONCLAVE_KIT: string | undefined;

/** That file, where this runs as the kit. */
export function kitFile(): { readonly path: string; readonly version: string } | undefined {
  return typeof CONCLAVE_KIT === "undefined"
    ? undefined
    : { path: fileURLToPath(import.meta.url), version: CONCLAVE_KIT };
}
