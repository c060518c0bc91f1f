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
export const illDetails: JsonObject = {
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
};
