// Follows a Pipevane over its WebSocket and prints one JSON line for every message: what is known after it.
//   node client.mjs http://127.0.0.1:3000 [TOKEN] [QUERY]
// Needs nothing but Node.js 18. Ends with 1 when the connection does.
import { randomBytes } from "node:crypto";
import http from "node:http";
import https from "node:https";

const [address, token, query] = process.argv.slice(2);
if (address === undefined) {
  console.error("usage: client.mjs URL [TOKEN] [QUERY]");
  process.exit(64);
}

// RFC 7396: null removes, objects merge, everything else replaces.
function merged(target, patch) {
  if (patch === null || typeof patch !== "object" || Array.isArray(patch)) return patch;
  const result = typeof target === "object" && target !== null && !Array.isArray(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = merged(result[key], value);
  }
  return result;
}

// What a client sends is masked (RFC 6455); all that this one sends is short.
function frame(opcode, payload) {
  const mask = randomBytes(4);
  const body = Buffer.from(payload).map((byte, i) => byte ^ mask[i % 4]);
  const length = body.length < 126 ? [0x80 | body.length] : [0x80 | 126, body.length >> 8, body.length & 255];
  return Buffer.concat([Buffer.from([0x80 | opcode, ...length]), mask, body]);
}

// The next whole frame of a server, or undefined.
function readFrame(bytes) {
  if (bytes.length < 2) return undefined;
  const short = bytes[1] & 127;
  const head = short < 126 ? 2 : short === 126 ? 4 : 10;
  if (bytes.length < head) return undefined;
  const size = short < 126 ? short : short === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
  if (bytes.length < head + size) return undefined;
  return { opcode: bytes[0] & 15, payload: bytes.subarray(head, head + size), rest: bytes.subarray(head + size) };
}

const url = new URL("/ws", address);
const headers = {
  Connection: "Upgrade",
  Upgrade: "websocket",
  "Sec-WebSocket-Version": "13",
  "Sec-WebSocket-Key": randomBytes(16).toString("base64"),
  ...(token ? { Authorization: `Bearer ${token}` } : {}),
};
const request = (url.protocol === "https:" ? https : http).request(url, { headers });
const end = (why) => {
  console.error(why);
  process.exit(1);
};
request.on("response", (response) => end(`the server answers ${response.statusCode} ${response.statusMessage}`));
request.on("error", (error) => end(error.message));
request.on("upgrade", (_, socket, early) => {
  let entities = {};
  let bytes = Buffer.alloc(0);
  const subscribe = { type: "subscribe", subscription: "main", events: true, ...(query ? { query } : {}) };
  socket.write(frame(1, JSON.stringify(subscribe)));
  const take = (more) => {
    bytes = Buffer.concat([bytes, more]);
    for (let next = readFrame(bytes); next !== undefined; next = readFrame(bytes)) {
      bytes = next.rest;
      if (next.opcode === 9) socket.write(frame(10, next.payload));
      if (next.opcode !== 1) continue;
      const message = JSON.parse(next.payload.toString());
      if (message.type === "error") end(message.detail);
      if (message.type === "heartbeat") continue;
      entities = merged(message.type === "snapshot" ? {} : entities, message.entities ?? {});
      console.log(JSON.stringify({ seq: message.sequence, entities }));
    }
  };
  take(early);
  socket.on("data", take);
  socket.on("close", () => end("the connection is closed"));
  socket.on("error", (error) => end(error.message));
});
request.end();
