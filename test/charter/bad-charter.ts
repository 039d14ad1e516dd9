/** What is wrong, the code and field it must be reported with, what stands at its place, and the edit of the example that makes it. */
export type BadCharter = readonly [
  what: string,
  code: string,
  path: string,
  at: string,
  edit: [from: string, to: string],
];

/** The end of a key's entry in the example. */
export const k4 =
  'owner: Eve, kind: EOA, address: "0x15d34AAf54267DB7D7c367839AAf71A00a2C6A65", roles: [approver]';
