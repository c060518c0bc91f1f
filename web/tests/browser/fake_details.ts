// What a source of Proxmox VE tells of itself in the status.
import type { JsonObject } from "../../src/model/json";

export const grant = "pveum acl modify / --tokens 'monitor@pve!pipevane' --roles PVEAuditor";
const host = "https://192.0.2.";

const finding = (check: string, state: string, sentence: string, more: JsonObject = {}): JsonObject => ({
  component: "homelab",
  target: `${host}1:8006`,
  check,
  state,
  sentence,
  looked_ms: Date.now() - 30_000,
  ...more,
});

const counters = (requests: number): JsonObject => ({ requests, handshakes: 1, resumptions: 0, received_bytes: requests * 1000 });

// One that answers, one that does not, one in reserve; a token without rights, a certificate that nobody looks at.
export const illDetails = (): JsonObject => ({
  cluster: "homelab",
  role: "leading",
  version: "9.1.2",
  quorate: true,
  budget: { requests_per_minute: 240, last_minute: { requests: 13, handshakes: 0, received_bytes: 1300 }, cycles_held_back: 0 },
  endpoints: [
    { url: `${host}1:8006`, node: "pve1", configured: true, state: "answering", since_ms: Date.now() - 600_000, ...counters(120) },
    {
      url: `${host}2:8006`,
      node: "pve2",
      configured: true,
      state: "resting",
      why: `cannot connect to ${host}2:8006: Connection refused; check that the node is up, its address and port, and the firewall between`,
      since_ms: Date.now() - 90_000,
      again_ms: Date.now() + 3_600_000,
      ...counters(4),
    },
    { url: `${host}3:8006`, node: "pve3", configured: false, state: "ready", ...counters(0) },
  ],
  archive: { requests: 0, handshakes: 0, received_bytes: 0 },
  doctor: [
    finding("reach", "ok", `${host}1:8006 takes connections`),
    finding("certificate", "warning", `the certificate of ${host}1:8006 is not looked at`, { remedy: "take verify_tls out", facts: { fingerprint: "AA:BB" } }),
    finding("privileges", "failed", "the token monitor@pve!pipevane has no privilege at all", { remedy: `on a node: ${grant}`, commands: [grant] }),
    finding("version", "note", "it is newer than what is known here"),
  ],
});

// What a source tells that is sent to, by Graphite, from two nodes of which one is silent and has a wrong clock.
export const pushedDetails = (): JsonObject => ({
  listening: [
    { what: "graphite_tcp", bind: "192.0.2.9", port: 2003, connections: 2, taken: 120, last_age_ms: 4_000 },
    { what: "graphite_udp", bind: "192.0.2.9", port: 2004, taken: 0 },
  ],
  clusters: [
    {
      name: "shop",
      entities: 12,
      senders: [
        { node: "pve10", address: "192.0.2.20", heard_ms: 0, age_ms: 300_000, clock_ahead_ms: 45_000 },
        { node: "pve2", address: "192.0.2.12", heard_ms: 0, age_ms: 4_000, clock_ahead_ms: 10 },
      ],
      conflicts: [{ what: "node pve2", believed: "192.0.2.12", refused: "192.0.2.13", time_ms: 1 }],
    },
  ],
  token_needed: false,
  senders_listed: true,
  refused: { unreadable: 12, foreign_sender: 3 },
  lost: { over_limit: 0, by_kernel: 0, turned_away: 1, half_lines: 0, wrong_tokens: 2, too_much: 0, bad_requests: 0, wrong_token_from: "192.0.2.66" },
  last_minute: { pushes: 18, lines: 640, bytes: 46_080 },
  doctor: [{ component: "shop", target: "192.0.2.12", check: "senders", state: "ok", sentence: "192.0.2.12 sent last, 4 s ago", looked_ms: Date.now() }],
});
