import { zeroAddress } from "viem";

/** What can be wrong with a file that two owners signed, the code it is refused with, and how it comes about. */
export const BAD_FILES: [title: string, code: string, change: (json: never) => void][] = [
  [
    "another value",
    "SafeFile.HashMismatch",
    (json: { transaction: { value: string } }) => (json.transaction.value = "1"),
  ],
  [
    "another nonce",
    "SafeFile.HashMismatch",
    (json: { transaction: { nonce: string } }) => (json.transaction.nonce = "1"),
  ],
  [
    "delegatecall",
    "SafeFile.HashMismatch",
    (json: { transaction: { operation: number } }) => (json.transaction.operation = 1),
  ],
  [
    "another Safe",
    "SafeFile.HashMismatch",
    (json: { domain: { verifyingContract: string } }) => (json.domain.verifyingContract = zeroAddress),
  ],
  [
    "another chain",
    "SafeFile.HashMismatch",
    (json: { domain: { chainId: number } }) => (json.domain.chainId = 2),
  ],
  [
    "a third operation",
    "SafeFile.Invalid",
    (json: { transaction: { operation: number } }) => (json.transaction.operation = 2),
  ],
  [
    "an amount of 257 bits",
    "SafeFile.Invalid",
    (json: { transaction: { value: string } }) => (json.transaction.value = String(2n ** 256n)),
  ],
  [
    "an amount as a number",
    "SafeFile.Invalid",
    (json: { transaction: { value: unknown } }) => (json.transaction.value = 1),
  ],
  [
    "a leading zero",
    "SafeFile.Invalid",
    (json: { transaction: { nonce: string } }) => (json.transaction.nonce = "012"),
  ],
  [
    "capitals in hex",
    "SafeFile.Invalid",
    (json: { transaction: { data: string } }) => (json.transaction.data = "0xAB"),
  ],
  [
    "half a byte",
    "SafeFile.Invalid",
    (json: { transaction: { data: string } }) => (json.transaction.data = "0xabc"),
  ],
  [
    "a wrong checksum",
    "SafeFile.Invalid",
    (json: { signatures: { owner: string }[] }) => flip(json.signatures),
  ],
  ["an unknown version", "SafeFile.Invalid", (json: { version: string }) => (json.version = "1.2.0")],
  ["an unknown field", "SafeFile.Invalid", (json: { more?: number }) => (json.more = 1)],
  [
    "an escape sequence",
    "SafeFile.Invalid",
    (json: { context: { title: string } }) => (json.context.title = "\u001b[2J"),
  ],
  ["another format", "SafeFile.Invalid", (json: { format: string }) => (json.format = "conclave-safe/2")],
  [
    "an owner twice",
    "SafeFile.Unsorted",
    (json: { signatures: unknown[] }) => json.signatures.push(json.signatures[1]),
  ],
  [
    "owners out of order",
    "SafeFile.Unsorted",
    (json: { signatures: unknown[] }) => json.signatures.reverse(),
  ],
  [
    "another's signature",
    "SafeSignature.NotTheOwners",
    (json: { signatures: { signature: string }[] }) => swap(json.signatures),
  ],
  [
    "a typed one said to be eth_sign's",
    "SafeSignature.Malformed",
    (json: { signatures: { kind: string }[] }) => set(json.signatures, "kind", "message"),
  ],
  [
    "a signature of 64 bytes",
    "SafeSignature.Malformed",
    (json: { signatures: { signature: string }[] }) => cut(json.signatures),
  ],
  [
    "bytes for an approval",
    "SafeSignature.Malformed",
    (json: { signatures: { kind: string }[] }) => set(json.signatures, "kind", "approved"),
  ],
  [
    "no kind at all",
    "SafeFile.Invalid",
    (json: { signatures: { kind: string }[] }) => set(json.signatures, "kind", "1271"),
  ],
  [
    "nonsense for a signature",
    "SafeSignature.NotTheOwners",
    (json: { signatures: { signature: string }[] }) =>
      set(json.signatures, "signature", `0x${"ff".repeat(64)}1b`),
  ],
];

type Signatures = { [name: string]: string }[];

function set(signatures: unknown, name: string, value: string): void {
  (signatures as Signatures)[0] = { ...(signatures as Signatures)[0], [name]: value };
}

function swap(signatures: { signature: string }[]): void {
  const [first, second] = signatures.map(({ signature }) => signature);
  set(signatures, "signature", second ?? "");
  signatures.splice(1, 1, { ...signatures[1], signature: first ?? "" });
}

function cut(signatures: { signature: string }[]): void {
  set(signatures, "signature", signatures[0]?.signature.slice(0, -2) ?? "");
}

function flip(signatures: { owner: string }[]): void {
  const owner = signatures[0]?.owner ?? "";
  const at = owner.search(/[a-f]/);
  set(signatures, "owner", `${owner.slice(0, at)}${owner.charAt(at).toUpperCase()}${owner.slice(at + 1)}`);
}
