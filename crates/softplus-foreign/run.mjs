// Gives the WebAssembly module softplus_foreign.wasm standard input and output: node run.mjs MODULE
import { readFileSync, readSync, writeSync } from "node:fs";

const WIDTHS = { f16: 2, bf16: 2, f32: 4, f64: 8 };
const TEXT = 4096; // bytes for a request's line, and as many for a reply
const ALIGNED = 128;

const module = await WebAssembly.instantiate(readFileSync(process.argv[2]));
const { memory, answer } = module.instance.exports;
// The module's own data ends where its first memory does.
const start = memory.buffer.byteLength;

/** Makes the memory at least `end` bytes long. */
function reserve(end) {
  const missing = end - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / 65536));
}

let pending = Buffer.alloc(0);

/** More input into `pending`; false at its end. */
function fill(least) {
  const more = Buffer.alloc(Math.max(least, 65536));
  const count = readSync(0, more);
  pending = Buffer.concat([pending, more.subarray(0, count)]);
  return count > 0;
}

function take(count) {
  while (pending.length < count) if (!fill(count - pending.length)) throw new Error("the input ends within a request");
  const taken = pending.subarray(0, count);
  pending = pending.subarray(count);
  return taken;
}

function write(bytes) {
  for (let at = 0; at < bytes.length; ) at += writeSync(1, bytes, at);
}

for (;;) {
  while (!pending.includes(10) && fill(0));
  const end = pending.indexOf(10);
  if (end < 0) break;
  const line = take(end + 1).subarray(0, end);
  const words = line.toString().split(" ");
  const bytes = Number(words.at(-1));
  const offset = words.length > 3 ? Number(words[4]) * WIDTHS[words[1]] : 0;
  if (!Number.isInteger(bytes + offset) || line.length > TEXT) throw new Error(`damaged request: ${line}`);

  const space = Math.ceil((bytes + offset + ALIGNED) / ALIGNED) * ALIGNED;
  const [lineAt, replyAt, xs, ys] = [start, start + TEXT, start + 2 * TEXT + offset, start + 2 * TEXT + space + offset];
  reserve(start + 2 * TEXT + 2 * space);
  new Uint8Array(memory.buffer).set(line, lineAt);
  new Uint8Array(memory.buffer).set(take(bytes), xs);
  const length = answer(lineAt, line.length, xs, ys, bytes, replyAt, TEXT);
  const reply = Buffer.from(memory.buffer.slice(replyAt, replyAt + length));
  write(Buffer.concat([reply, Buffer.from("\n")]));
  if (reply.subarray(0, 2).toString() === "ok") write(Buffer.from(memory.buffer, ys, bytes));
}
