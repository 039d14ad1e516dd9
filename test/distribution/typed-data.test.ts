import { keccak256, toBytes } from "viem";
import { describe, expect, it } from "vitest";
import {
  acceptTransport,
  dispatchTransport,
  receivePacket,
  sendPacket,
} from "../../src/distribution/typed-data.ts";
import { prepare } from "../../src/signer/message.ts";

const word = (text: string) => keccak256(toBytes(text));
const SIGNER = "0x00000000000000000000000000000000000000a1";
const ABOUT = "share 2 of set 7242, on steel";

const packet = sendPacket({
  content: 'private key of 0x00000000000000000000000000000000000000a1 (secp256k1), "ops"',
  subject: word("subject"),
  ciphertext: word("ciphertext"),
  opening: word("opening"),
  recipients: ["age1one", "age1two"],
  sender: SIGNER,
  nonce: `0x${"ab".repeat(16)}`,
  created: 1_800_000_000,
  deadline: 1_800_604_800,
});
const receipt = receivePacket({
  packet: word("packet"),
  hash: word("hash"),
  content: "share 2 of group 1",
  sender: SIGNER,
  receiver: "0x",
  recipient: "age1one",
  token: word("token"),
  received: 1_800_000_001,
});
const sent = dispatchTransport({
  form: word("form"),
  about: ABOUT,
  carrier: "courier, waybill 77",
  seals: ["AB1234", "AB1235"],
  signer: SIGNER,
  at: 1_800_000_002,
});
const arrived = acceptTransport({
  form: word("form"),
  dispatch: word("dispatch"),
  about: ABOUT,
  seals: ["AB1234"],
  intact: false,
  remarks: "torn",
  signer: SIGNER,
  at: 1_800_000_003,
});

describe("what people sign about packets and transports", () => {
  it.each([
    ["SendPacket", packet, "0x56e9b9c813b050b167228fa8fd696f6f04a1f34445b272e9061f8e3b8519e5c3"],
    ["ReceivePacket", receipt, "0x7f9774906556981473e97d022b03efc8fa7c7a6927ebea9b97a1989477e73d0b"],
    ["DispatchTransport", sent, "0x27e0d8c933ab4b4a4c8b4c467f7503994631875ac4929e52a57e554f3e0afbc0"],
    ["AcceptTransport", arrived, "0x8fed268ad972ea262bd13d4bfa5b36c64b3337b4da87d8cd5a3d40dd3afe6856"],
  ])("%s has the digest that signatures there are were made for", (name, data, digest) => {
    expect(data.primaryType).toBe(name);
    expect(prepare(data).digest).toBe(digest);
  });
});
