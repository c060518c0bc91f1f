// What is known of an entity beside its charts.
import { attribute, uptimeMs, type Entity } from "../model/entity";
import { count, dash, ofBytes, together } from "../words/numbers";
import { textsOf } from "../model/json";
import { span } from "../words/times";

export interface Fact {
  readonly label: string;
  readonly text: string;
  readonly why?: string;
}

function listed(label: string, text: string | undefined): Fact[] {
  return text === undefined || text === "" ? [] : [{ label, text }];
}

function guestFacts(entity: Entity): Fact[] {
  const { metrics } = entity;
  const unseen = entity.kind === "vm" && metrics["disk_used_bytes"] === undefined;
  const disk = together(ofBytes(metrics["disk_used_bytes"], metrics["disk_total_bytes"]));
  return [
    { label: "Node", text: entity.node ?? dash },
    { label: "Cores", text: together(count(metrics["cpu_count"])) },
    {
      label: "Disk",
      text: disk,
      ...(unseen ? { why: "What a virtual machine uses of its disk is known only inside of it." } : {}),
    },
    ...listed("Pool", attribute(entity, "pool")),
    ...listed("Lock", attribute(entity, "lock")),
    ...listed("HA", attribute(entity, "ha_state")),
    ...listed("Tags", entity.tags.join(", ")),
  ];
}

function nodeFacts(entity: Entity): Fact[] {
  const { metrics } = entity;
  return [
    { label: "Cores", text: together(count(metrics["cpu_count"])) },
    { label: "Swap", text: together(ofBytes(metrics["swap_used_bytes"], metrics["swap_total_bytes"])) },
    ...listed("HA", attribute(entity, "ha_state")),
    ...listed("Level", attribute(entity, "level")),
  ];
}

function storageFacts(entity: Entity): Fact[] {
  const content = textsOf(entity.attributes["content"]).join(", ");
  return [
    { label: "Node", text: entity.node ?? (entity.shared ? "all" : dash) },
    { label: "Shared", text: entity.shared ? "yes" : "no" },
    ...listed("Type", attribute(entity, "storage_type")),
    ...listed("Content", content),
  ];
}

export function factsOf(entity: Entity): Fact[] {
  const up: Fact = { label: "Up", text: span(uptimeMs(entity)) };
  if (entity.kind === "node") return [up, ...nodeFacts(entity)];
  if (entity.kind === "storage") return storageFacts(entity);
  return [up, ...guestFacts(entity)];
}
