// What happened in the made-up fleet, as the server tells it, by pages.
import { isObject, numberOf, textOf, type Json, type JsonObject } from "../../src/model/json";
import type { FakeFleet } from "./fake_fleet";
import { matches } from "./fake_query";

const severities = ["info", "notice", "warning", "error"];

// The newest state of each, the newest first.
export function newestEvents(events: readonly Json[]): JsonObject[] {
  const byId = new Map(events.filter(isObject).map((event) => [textOf(event["id"]) ?? "", event]));
  return [...byId.values()].sort((one, other) => (numberOf(other["time_ms"]) ?? 0) - (numberOf(one["time_ms"]) ?? 0));
}

export function fakeEvents(fleet: FakeFleet, asked: URLSearchParams): JsonObject {
  const limit = Number(asked.get("limit") ?? 100);
  const begin = Number(asked.get("cursor") ?? 0);
  const entities = asked.getAll("entity");
  const types = asked.getAll("type");
  const least = severities.indexOf(asked.get("severity") ?? "info");
  const fromMs = Number(asked.get("from") ?? 0);
  const query = asked.get("query") ?? "";
  const about = (id: string): boolean => {
    const entity = fleet.entities[id];
    return query === "" || (entity !== undefined && matches(id, entity, query));
  };
  const found = newestEvents(fleet.events).filter(
    (event) =>
      (entities.length === 0 || entities.includes(textOf(event["entity"]) ?? "")) &&
      (types.length === 0 || types.includes(textOf(event["type"]) ?? "")) &&
      severities.indexOf(textOf(event["severity"]) ?? "") >= least &&
      (numberOf(event["time_ms"]) ?? 0) >= fromMs &&
      about(textOf(event["entity"]) ?? ""),
  );
  const next = new URLSearchParams(asked);
  next.set("cursor", `${begin + limit}`);
  const more = found.length > begin + limit ? { next: `/api/events?${next}` } : {};
  return { items: found.slice(begin, begin + limit), ...more };
}

// A task of a guest, as the sources tell it.
export function fakeTask(number: number, timeMs: number, more: JsonObject = {}): JsonObject {
  return {
    id: `UPID:pve1:${number}:0:0:qmstart:100:root@pam:`,
    entity: "homelab/vm/100",
    type: "task",
    severity: "info",
    state: "ok",
    message: `VM 100 (web-1) was started by root@pam for the ${number}. time`,
    time_ms: timeMs,
    end_ms: `${timeMs + 12_000}`,
    user: "root@pam",
    ...more,
  };
}

// A day in which a bit of everything happened, and so many starts of one guest.
export function fakeDay(nowMs: number, starts: number): JsonObject[] {
  const at = (secondsAgo: number): number => nowMs - secondsAgo * 1000;
  const nightly = "UPID:pve2:9:0:0:vzdump::root@pam!nightly:";
  return [
    ...Array.from({ length: starts }, (_, number) => fakeTask(number, at(number * 97 + 20))),
    { id: "away", entity: "homelab/node/pve10", type: "node", severity: "error", message: "Node pve10 is offline", time_ms: at(420) },
    { id: "night", entity: "homelab/node/pve2", type: "task", severity: "error", state: "error", message: "Guests of node pve2 could not be backed up by root@pam: job errors", time_ms: at(22_300), end_ms: `${at(21_600)}`, user: "root@pam" },
    { id: nightly, entity: "homelab/node/pve2", type: "task", severity: "info", state: "running", message: "Guests of node pve2 are being backed up by root@pam!nightly", time_ms: at(70), user: "root@pam", token_id: "nightly" },
    { id: "lock", entity: "homelab/vm/101", type: "lock", severity: "info", state: "running", message: "VM 101 (db-1) is locked: backup", time_ms: at(60), caused_by: nightly },
    { id: "fell", entity: "homelab/vm/102", type: "status", severity: "warning", message: "VM 102 (gitlab-1) stopped, and no task did it", time_ms: at(200) },
    { id: "again", entity: "homelab/vm/102", type: "task", severity: "info", state: "ok", message: "VM 102 (gitlab-1) was started by root@pam", time_ms: at(100), end_ms: `${at(98)}`, user: "root@pam", caused_by: "UPID:pve1:1:0:0:hastart:102:root@pam:" },
    { id: "gone", entity: "homelab/vm/777", type: "guest", severity: "notice", message: "VM 777 (old) is gone", time_ms: at(300) },
  ];
}
