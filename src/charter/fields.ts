export * from "../yaml/fields.ts";
