// What is known of an entity beside its charts.
import { attribute, isTotal, stateOf, uptimeMs, type Entity } from "../model/entity";
import { bytes, count, dash, ofBytes, percent, someOf, together } from "../words/numbers";
import { textsOf } from "../model/json";
import { span } from "../words/times";
import { stateFacts } from "./guest_states";

export interface Fact {
  readonly label: string;
  readonly text: string;
  readonly why?: string;
}

function listed(label: string, text: string | undefined): Fact[] {
  return text === undefined || text === "" ? [] : [{ label, text }];
}

// Where the figure of a guest's memory comes from, in words; nothing where that is not known.
const memorySources: ReadonlyMap<string, Omit<Fact, "label">> = new Map([
  ["balloon", { text: "told by the guest", why: "What its system counts as used, through its balloon device." }],
  [
    "host",
    {
      text: "seen by the host",
      why: "The guest tells nothing: it is what the machine takes of its host, caches and all, and may be more than it has.",
    },
  ],
  ["cgroup", { text: "counted by the host", why: "What the container's processes use." }],
]);

// What the manager of high availability said: of what is offline, or in an unknown state, that is of before.
function haFacts(entity: Entity): Fact[] {
  const state = attribute(entity, "ha_state");
  const before = ["offline", "unknown"].includes(stateOf(entity.status));
  return listed("HA", state !== undefined && before ? `last told: ${state}` : state);
}

function memoryFacts(entity: Entity): Fact[] {
  const source = memorySources.get(attribute(entity, "memory_source") ?? "");
  return source === undefined ? [] : [{ label: "Memory", ...source }];
}

// What ZFS keeps in memory counts as used, though it gives way to whoever needs it.
function arcFacts({ metrics }: Entity): Fact[] {
  const arc = metrics["memory_arc_bytes"];
  if (arc === undefined) return [];
  const without = metrics["memory_used_without_arc_bytes"];
  const total = metrics["memory_total_bytes"];
  const share = without === undefined || total === undefined || total <= 0 ? undefined : without / total;
  return [
    {
      label: "ZFS cache",
      text: `${together(bytes(arc))} of the memory`,
      why:
        share === undefined
          ? "It counts as used, and gives way when memory is needed."
          : `It counts as used, and gives way when memory is needed: ${together(percent(share))} are used without it.`,
    },
  ];
}

function guestFacts(entity: Entity): Fact[] {
  const { metrics } = entity;
  const unseen = entity.kind === "vm" && metrics["disk_used_bytes"] === undefined;
  const disk = together(ofBytes(metrics["disk_used_bytes"], metrics["disk_total_bytes"]));
  return [
    ...stateFacts(entity.status),
    { label: "Node", text: entity.node ?? dash },
    { label: "Cores", text: together(count(metrics["cpu_count"])) },
    {
      label: "Disk",
      text: disk,
      ...(unseen ? { why: "What a virtual machine uses of its disk is known only inside of it." } : {}),
    },
    ...memoryFacts(entity),
    ...listed("Pool", attribute(entity, "pool")),
    ...listed("Lock", attribute(entity, "lock")),
    ...haFacts(entity),
    ...listed("Tags", entity.tags.join(", ")),
  ];
}

function nodeFacts(entity: Entity): Fact[] {
  const { metrics } = entity;
  return [
    { label: "Cores", text: together(count(metrics["cpu_count"])) },
    { label: "Swap", text: together(ofBytes(metrics["swap_used_bytes"], metrics["swap_total_bytes"])) },
    ...arcFacts(entity),
    ...haFacts(entity),
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

// Of a cluster, or of all: what it has, and what its guests may use of that.
function totalFacts({ metrics }: Entity): Fact[] {
  const told = (label: string, text: string): Fact => ({ label, text });
  return [
    told("Nodes online", together(someOf(metrics["nodes_online_count"], metrics["nodes_count"], ""))),
    told("Guests running", together(someOf(metrics["guests_running_count"], metrics["guests_count"], ""))),
    told("Cores", together(count(metrics["cpu_count"]))),
    told("Cores allocated", together(count(metrics["guests_cpu_count"]))),
    told("Memory", together(bytes(metrics["memory_total_bytes"]))),
    told("Memory allocated", together(bytes(metrics["guests_memory_total_bytes"]))),
  ];
}

export function factsOf(entity: Entity): Fact[] {
  const up: Fact = { label: "Up", text: span(uptimeMs(entity)) };
  if (entity.kind === "node") return [up, ...nodeFacts(entity)];
  if (entity.kind === "storage") return storageFacts(entity);
  if (isTotal(entity)) return totalFacts(entity);
  return [up, ...guestFacts(entity)];
}
