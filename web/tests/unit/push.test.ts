import { describe, expect, it } from "vitest";
import { conflictWords, doorWords, guardWords, isLate, place, refusals, senderWords } from "../../src/connections/push_words";
import { costWords, roleWords } from "../../src/connections/words";
import type { Json, JsonObject } from "../../src/model/json";
import type { PushReport } from "../../src/model/push_report";
import { decodeStatus, type SourceReport, type Status } from "../../src/model/status";
import { emptinesses } from "../../src/words/finding_words";
import { clustersWithoutStates, statelessWords } from "../../src/words/stateless";
import { pushedDetails } from "../browser/fake_details";

const nowMs = 1_000_000;

function statusOf(sources: Readonly<Record<string, { readonly type?: string; readonly details?: Json }>>): Status {
  const components = Object.entries(sources).map(([id, { type, details }]): JsonObject => ({ id, kind: "source", type: type ?? "proxmox_push", state: "running", details: details ?? {} }));
  return decodeStatus({ time_ms: nowMs, components });
}
const reportOf = (details: Json): SourceReport => {
  const [report] = statusOf({ shop: { details } }).sources;
  if (report === undefined) throw new Error("not decoded");
  return report;
};
const pushOf = (details: Json): PushReport => {
  const { push } = reportOf(details);
  if (push === undefined) throw new Error("no push");
  return push;
};

describe("a source that is sent to", () => {
  it("tells its doors, who sends and what it did not take", () => {
    const push = pushOf(pushedDetails());
    expect(push.doors).toEqual([
      { what: "graphite_tcp", bind: "192.0.2.9", port: 2003, taken: 120, lastMs: nowMs - 4_000 },
      { what: "graphite_udp", bind: "192.0.2.9", port: 2004, taken: 0 },
    ]);
    expect(push.clusters[0]?.senders[0]).toEqual({ node: "pve10", address: "192.0.2.20", heardMs: nowMs - 300_000, aheadMs: 45_000 });
    expect(push.minute).toEqual({ pushes: 18, lines: 640, bytes: 46_080 });
    expect([push.needsToken, push.listsSenders]).toEqual([false, true]);
    expect(roleWords(reportOf(pushedDetails()), nowMs)).toBe("Tells of shop, as its nodes send it.");
  });

  it("takes nothing for what it is not", () => {
    expect(reportOf({}).push).toBeUndefined();
    const strange = pushOf({ listening: [1, { what: "x" }, { what: "x", port: 1 }], clusters: [7, { senders: [7, {}], conflicts: {} }], refused: [], lost: { over_limit: "1" }, last_minute: 5 });
    expect(strange.doors).toEqual([{ what: "x", bind: "", port: 1, taken: 0 }]);
    expect(strange.clusters).toEqual([{ name: "", senders: [{ address: "", heardMs: nowMs, aheadMs: 0 }], conflicts: [] }]);
    expect([strange.refused, strange.lost, strange.minute]).toEqual([[], [], undefined]);
    expect(roleWords(reportOf({ listening: [] }), nowMs)).toBe("Nobody has sent anything yet.");
  });
});

describe("what is sent, in words", () => {
  it("says of a door what came through it", () => {
    const door = { what: "otlp_http", bind: "::1", port: 4318, taken: 1, lastMs: nowMs - 4_000 };
    expect(place(door)).toBe("[::1]:4318");
    expect(doorWords(door, nowMs)).toBe("1 push taken, the last 4\u00a0s ago");
    expect(doorWords({ ...door, taken: 7 }, nowMs)).toBe("7 pushes taken, the last 4\u00a0s ago");
    expect(doorWords({ what: "x", bind: "", port: 1, taken: 0 }, nowMs)).toBe("nothing came through it yet");
  });

  it("says of a sender when it was heard, and whether its clock is right", () => {
    const sender = { address: "a", heardMs: nowMs - 4_000, aheadMs: 29_000 };
    expect(senderWords(sender, nowMs)).toBe("last heard 4\u00a0s ago");
    expect(senderWords({ ...sender, aheadMs: -31_000 }, nowMs)).toBe("last heard 4\u00a0s ago, its clock is 31\u00a0s behind ours");
    expect([isLate(sender, nowMs), isLate({ ...sender, heardMs: nowMs - 60_001 }, nowMs)]).toEqual([false, true]);
  });

  it("says what was not taken, and why", () => {
    expect(refusals(pushOf(pushedDetails()))).toEqual([
      "12 lines or values could not be read",
      "3 lines or values came from who is not among the senders",
      "1 connection turned away, as there were too many",
      "2 requests with a wrong token or none, the last from 192.0.2.66",
    ]);
    expect(refusals(pushOf({ listening: [], refused: { brand_new: 1 }, lost: { some_thing: 2 } }))).toEqual(["1 lines or values refused: brand new", "2 pushes some thing"]);
  });

  it.each([
    [{ token_needed: true, senders_listed: true }, "Requests over HTTP need the token, and nobody is heard but the senders that are listed."],
    [{ token_needed: true }, "Requests over HTTP need the token."],
    [{ senders_listed: true }, "Nobody is heard but the senders that are listed."],
    [{ open_to_strangers: 5 }, "No token is needed, and no senders are listed: whoever reaches the ports may send."],
    [{ senders_listed: true, open_to_strangers: "influx_udp_port" }, "Whoever reaches influx_udp_port is believed, also who is not among the senders that are listed."],
    [{ token_needed: true, open_to_strangers: "influx_udp_port and graphite_tcp_port" }, "Whoever reaches influx_udp_port and graphite_tcp_port is believed. Requests over HTTP need the token."],
  ])("says whom it hears: %j", (told, words) => {
    expect(guardWords(pushOf({ listening: [], ...told }))).toBe(words);
  });

  it("says what is to be done where two tell of the same", () => {
    const of = (believed: string, refused: string): string => conflictWords({ what: "node pve2", believed, refused });
    const apart = "Give each its cluster in senders.";
    const together = "Let a node send in one way only, or give two clusters behind one address a component with ports of its own each.";
    expect(of("192.0.2.12", "192.0.2.13")).toBe(`Two tell of node pve2: 192.0.2.12 is believed, 192.0.2.13 is not. ${apart}`);
    expect(of("192.0.2.1", "192.0.2.12 (token)")).toContain(apart);
    expect(of("192.0.2.12 (token)", "192.0.2.12")).toContain(together);
    expect(of("192.0.2.12 by Graphite", "192.0.2.12 by InfluxDB")).toContain(together);
  });
});

describe("an endpoint of who does not count connections", () => {
  it("has been asked over none that anybody knows of", () => {
    const [endpoint] = reportOf({ endpoints: [{ url: "a", requests: 125 }] }).endpoints;
    expect(endpoint && costWords(endpoint)).toBe("125 requests so far");
  });
});

describe("a list without guests", () => {
  it("is not explained by sources that list none", () => {
    const status = statusOf({ shop: { details: pushedDetails() }, happens: { type: "proxmox_events", details: { doctor: [] } }, lab: { type: "proxmox_poll", details: { doctor: [] } } });
    expect(emptinesses(status.sources.map((each) => each.component), status).map((each) => each.source)).toEqual(["lab"]);
  });
});

describe("clusters of which nobody tells states", () => {
  const of = (sources: Parameters<typeof statusOf>[0]): [string, string][] => {
    const status = statusOf(sources);
    return [...clustersWithoutStates(status.sources.map((each) => each.component), status)];
  };
  const through = (...doors: string[]): JsonObject => ({ ...pushedDetails(), listening: doors.map((what) => ({ what, bind: "", port: 1, taken: 1 })) });

  it("are those of Graphite and OpenTelemetry alone", () => {
    expect(of({ shop: { details: pushedDetails() } })).toEqual([["shop", "Graphite"]]);
    expect(of({ shop: { details: through("otlp_http") } })).toEqual([["shop", "OpenTelemetry"]]);
    expect(of({ shop: { details: through("graphite_udp", "otlp_http") } })).toEqual([["shop", "Graphite and OpenTelemetry"]]);
    expect(of({ shop: { details: pushedDetails() }, happens: { type: "proxmox_events", details: { cluster: "shop" } } })).toEqual([["shop", "Graphite"]]);
  });

  it.each([
    ["InfluxDB", { shop: { details: through("graphite_udp", "influx_udp") } }],
    ["another source by InfluxDB", { shop: { details: pushedDetails() }, more: { details: through("influx_http") } }],
    ["a poll of the same cluster", { shop: { details: pushedDetails() }, lab: { type: "proxmox_poll", details: { cluster: "shop" } } }],
    ["a poll that may be of the same cluster", { shop: { details: pushedDetails() }, lab: { type: "proxmox_poll" } }],
    ["nobody that was heard", { shop: { details: { ...pushedDetails(), listening: [{ what: "graphite_udp", port: 1, taken: 0 }] } } }],
  ])("are none where there is %s", (_, sources) => expect(of(sources)).toEqual([]));

  it("do not change what is known of others", () => {
    expect(of({ shop: { details: pushedDetails() }, lab: { type: "proxmox_poll", details: { cluster: "lab" } } })).toEqual([["shop", "Graphite"]]);
  });

  it("are told with what to do", () => {
    expect(statelessWords(new Map())).toBe("");
    expect(statelessWords(new Map([["shop", "Graphite"]]))).toBe(
      "From Graphite nobody learns whether a guest runs nor what it is called: the guests of shop have no state here, and their figures are of now all the same. InfluxDB's way of the metric server tells it, and so does a source of the type proxmox_poll.",
    );
    expect(statelessWords(new Map([["a", "OpenTelemetry"], ["b", "OpenTelemetry"]]))).toMatch(/^From OpenTelemetry nobody learns whether a guest runs: the guests of a and b have/);
  });
});
