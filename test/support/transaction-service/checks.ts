import {
  type Address,
  encodePacked,
  getAddress,
  type Hex,
  hashTypedData,
  isAddress,
  keccak256,
  size,
} from "viem";
import { safeAbi } from "../../../src/generated/safe-abi.ts";
import type { TestChain } from "../chain.ts";
import type { Delegate, Store, Stored } from "./routes.ts";
import { type Confirmation, executions, parseSignatures } from "./signatures.ts";

export type Body = Readonly<Record<string, unknown>>;

/** A refusal as the service words it. */
export class Invalid extends Error {
  readonly status: number;
  readonly body: unknown;
  constructor(status: number, body: unknown) {
    super(JSON.stringify(body));
    this.status = status;
    this.body = body;
  }
}

const ORIGIN = 200;
const SAFE_TX_TYPE = keccak256(
  `0x${Buffer.from("SafeTx(address to,uint256 value,bytes data,uint8 operation,uint256 safeTxGas,uint256 baseGas,uint256 gasPrice,address gasToken,address refundReceiver,uint256 nonce)").toString("hex")}`,
);

export async function ownersOf({ client }: TestChain, safe: Address): Promise<readonly Address[]> {
  return client.readContract({ address: safe, abi: safeAbi, functionName: "getOwners" });
}

export async function nonceOf({ client }: TestChain, safe: Address): Promise<bigint> {
  return client.readContract({ address: safe, abi: safeAbi, functionName: "nonce" });
}

/** The checks of a proposal, in the service's order. @throws Invalid */
export async function checkProposal(store: Store, safe: Address, body: Body) {
  checkFields(body);
  const { chain } = store;
  const { safeTxHash, preimage } = await hashOnChain(chain, safe, body);
  if (safeTxHash !== body.contractTransactionHash)
    throw general(
      `Contract-transaction-hash=${safeTxHash} does not match provided contract-tx-hash=${body.contractTransactionHash}`,
    );
  const done = (await executions(chain, safe)).get(safeTxHash);
  if (done !== undefined)
    throw general(
      `Tx with safe-tx-hash=${safeTxHash} for safe=${safe} was already executed in tx-hash=${done.transactionHash}`,
    );
  if (BigInt(body.nonce as number) < (await nonceOf(chain, safe)))
    throw general(`Tx with nonce=${body.nonce} for safe=${safe} already executed in tx-hash=unknown`);
  const owners = await ownersOf(chain, safe);
  const delegations = store.delegates.filter(
    (one) => (one.safe === null || one.safe === safe) && owners.includes(one.delegator),
  );
  const delegates = delegations.map(({ delegate }) => delegate);
  const allowed = [...owners, ...delegates];
  const sender = body.sender as Address;
  if (!allowed.includes(sender))
    throw general(
      `Sender=${sender} is not an owner or delegate. Current owners=[${owners}]. Delegates={${delegates}}`,
    );
  const packed = (body.signature ?? "0x") as Hex;
  const parsed = await parseSignatures(chain, safe, safeTxHash, preimage, packed);
  checkSigners(parsed, allowed, (owner) => {
    if (delegates.includes(owner) && parsed.length > 1)
      throw general("Just one signature is expected if using delegates");
    return `Signer=${owner} is not an owner or delegate. Current owners=[${owners}]. Delegates={${delegates}}`;
  });
  if (parsed.length > 0 && !parsed.some(({ owner }) => owner === sender))
    throw general(
      `Signature does not match sender=${sender}. Calculated owners=[${parsed.map(({ owner }) => owner)}]`,
    );
  const delegation = owners.includes(sender) ? undefined : delegations.find((one) => one.delegate === sender);
  return {
    fields: body,
    safeTxHash,
    proposer: delegation?.delegator ?? sender,
    proposedByDelegate: delegation === undefined ? null : sender,
    origin: typeof body.origin === "string" ? body.origin : "{}",
    confirmations: parsed.filter(({ owner }) => owners.includes(owner)),
  };
}

/** @throws Invalid */
export async function checkConfirmation(store: Store, stored: Stored, body: Body): Promise<Confirmation[]> {
  const { safe, safeTxHash, fields } = stored;
  const about = (message: string) => new Invalid(400, { signature: [message] });
  checkSignatureField(body.signature, (message) => about(message));
  if ((await executions(store.chain, safe)).has(safeTxHash))
    throw about(`Transaction with safe-tx-hash=${safeTxHash} was already executed`);
  const owners = await ownersOf(store.chain, safe);
  const { preimage } = await hashOnChain(store.chain, safe, fields);
  const parsed = await parseSignatures(store.chain, safe, safeTxHash, preimage, body.signature as Hex);
  const seen: Address[] = [];
  for (const { owner, valid, signature } of parsed) {
    if (!owners.includes(owner)) throw about(`Signer=${owner} is not an owner. Current owners=[${owners}]`);
    if (!valid) throw about(`Signature=${signature} for owner=${owner} is not valid`);
    if (seen.includes(owner)) throw about(`Signature for owner=${owner} is duplicated`);
    seen.push(owner);
  }
  return parsed;
}

/** @throws Invalid */
export async function checkDeletion(store: Store, stored: Stored, body: Body): Promise<void> {
  const { safe, safeTxHash, proposer, proposedByDelegate } = stored;
  if ((await executions(store.chain, safe)).has(safeTxHash))
    throw new Invalid(400, { nonFieldErrors: ["Executed transactions cannot be deleted"] });
  checkSignatureField(body.signature, (message) => new Invalid(400, { signature: [message] }));
  const hour = Math.floor(Date.now() / 3_600_000);
  for (const totp of [hour - 1, hour]) {
    const hash = hashTypedData({
      domain: {
        name: "Safe Transaction Service",
        version: "1.0",
        chainId: store.chain.chainId,
        verifyingContract: safe,
      },
      types: {
        DeleteRequest: [
          { name: "safeTxHash", type: "bytes32" },
          { name: "totp", type: "uint256" },
        ],
      },
      primaryType: "DeleteRequest",
      message: { safeTxHash, totp: BigInt(totp) },
    });
    const [signature] = await parseSignatures(store.chain, safe, hash, "0x", body.signature as Hex);
    if (signature?.owner === proposer || signature?.owner === proposedByDelegate) return;
  }
  const text = "Provided signer is not the proposer or the delegate user who proposed the transaction";
  throw new Invalid(400, { nonFieldErrors: [text] });
}

/** @throws Invalid */
export async function checkDelegate(store: Store, body: Body): Promise<Delegate> {
  const { safe = null, delegate, delegator, label } = body as Partial<Delegate>;
  if (delegate === undefined || delegator === undefined || label === undefined)
    throw new Invalid(400, { delegate: ["This field is required."] });
  if (safe !== null && !(await ownersOf(store.chain, safe)).includes(delegator))
    throw new Invalid(400, {
      nonFieldErrors: [`Provided delegator=${delegator} is not an owner of Safe=${safe}`],
    });
  return { safe, delegate, delegator, label };
}

function checkSigners(
  parsed: readonly Confirmation[],
  allowed: readonly Address[],
  refusal: (owner: Address) => string,
): void {
  const seen: Address[] = [];
  for (const { owner, valid, signature } of parsed) {
    if (!valid) throw general(`Signature=${signature} for owner=${owner} is not valid`);
    const text = refusal(owner);
    if (!allowed.includes(owner)) throw general(text);
    if (seen.includes(owner)) throw general(`Signature for owner=${owner} is duplicated`);
    seen.push(owner);
  }
}

const ADDRESSES = ["to", "gasToken", "refundReceiver", "sender"];
const NUMBERS = ["value", "operation", "safeTxGas", "baseGas", "gasPrice", "nonce"];

/** Fields are judged before the transaction is, and all at once. */
function checkFields(body: Body): void {
  const errors: Record<string, string[]> = {};
  for (const name of ADDRESSES) {
    const value = body[name];
    if (name !== "to" && name !== "sender" && (value === null || value === undefined)) continue;
    if (typeof value !== "string" || !isAddress(value, { strict: false }) || getAddress(value) !== value)
      errors[name] = [`Address ${String(value)} is not checksumed`];
  }
  for (const name of NUMBERS) {
    if (!/^\d+$/.test(String(body[name] ?? ""))) errors[name] = ["A valid integer is required."];
  }
  if (typeof body.origin === "string" && body.origin.length > ORIGIN)
    errors.origin = [`Ensure this field has no more than ${ORIGIN} characters.`];
  if (body.signature !== undefined && body.signature !== null)
    checkSignatureField(body.signature, (message) => {
      errors.signature = [message];
      return undefined;
    });
  if (Object.keys(errors).length > 0) throw new Invalid(422, errors);
}

function checkSignatureField(value: unknown, fail: (message: string) => Error | undefined): void {
  const isHex = typeof value === "string" && /^0x(?:[0-9a-fA-F]{2})*$/.test(value);
  const message = !isHex
    ? `${String(value)} is not hexadecimal`
    : size(value as Hex) < 65
      ? "Ensure this field has at least 65 hexadecimal chars (not counting 0x)."
      : undefined;
  const error = message === undefined ? undefined : fail(message);
  if (error !== undefined) throw error;
}

/** As the Safe itself hashes it, and what a contract owner is asked about. */
async function hashOnChain(chain: TestChain, safe: Address, body: Body) {
  const data = (body.data ?? "0x") as Hex;
  const big = (name: string) => BigInt(body[name] as string);
  const args = [
    body.to as Address,
    big("value"),
    data,
    Number(body.operation),
    big("safeTxGas"),
    big("baseGas"),
    big("gasPrice"),
    body.gasToken as Address,
    body.refundReceiver as Address,
    big("nonce"),
  ] as const;
  const read = { address: safe, abi: safeAbi } as const;
  const safeTxHash = await chain.client.readContract({ ...read, functionName: "getTransactionHash", args });
  const separator = await chain.client.readContract({ ...read, functionName: "domainSeparator" });
  const [to, value, , operation, safeTxGas, baseGas, gasPrice, gasToken, receiver, nonce] = args;
  const word = (number: bigint | number) => `0x${number.toString(16).padStart(64, "0")}` as Hex;
  const struct = [
    SAFE_TX_TYPE,
    ...[word(BigInt(to)), word(value), keccak256(data), word(operation), word(safeTxGas), word(baseGas)],
    ...[word(gasPrice), word(BigInt(gasToken)), word(BigInt(receiver)), word(nonce)],
  ];
  const structHash = keccak256(
    encodePacked(
      struct.map(() => "bytes32" as const),
      struct as Hex[],
    ),
  );
  const preimage = encodePacked(["bytes2", "bytes32", "bytes32"], ["0x1901", separator, structHash]);
  return { safeTxHash, preimage };
}

function general(message: string): Invalid {
  return new Invalid(422, { nonFieldErrors: [message] });
}
