// A made-up fleet for the fake server: the same at every start, and it moves when it is told to.
import type { Json, JsonObject } from "../../src/model/json";

const gib = 1024 ** 3;

export class FakeFleet {
  readonly entities: Record<string, JsonObject> = {};
  readonly components: Record<string, JsonObject>;
  readonly events: Json[] = [];
  private seed = 7;

  constructor(guests: number, startedMs: number) {
    this.components = {
      homelab: { type: "proxmox_poll", kind: "source", state: "running", since_ms: startedMs },
      history: { type: "history", kind: "sink", state: "running", since_ms: startedMs },
    };
    ["pve1", "pve2", "pve3", "pve10"].forEach((name, index) => this.addNode(name, index, startedMs));
    for (let index = 0; index < guests; index++) this.addGuest(index, startedMs);
    this.entities["homelab/storage/ceph1"] = {
      kind: "storage",
      cluster: "homelab",
      name: "ceph1",
      status: "available",
      shared: true,
      metrics: { disk_used_bytes: 9.8e12, disk_total_bytes: 21.4e12 },
      quality: "live",
      time_ms: startedMs,
    };
  }

  // Two clusters with totals, and those of both.
  addClusters(): void {
    const metrics = {
      nodes_count: 4,
      nodes_online_count: 3,
      cpu_count: 96,
      cpu_usage_ratio: 0.25,
      guests_cpu_count: 170,
      memory_used_bytes: 100 * gib,
      memory_total_bytes: 512 * gib,
      guests_memory_total_bytes: 700 * gib,
      disk_used_bytes: 1e12,
      disk_total_bytes: 4e12,
      network_receive_bytes_per_second: 1e6,
      guests_count: 40,
      guests_running_count: 36,
    };
    const total = { quality: "live", time_ms: Date.now() };
    for (const cluster of ["homelab", "office"])
      this.entities[`${cluster}/cluster/${cluster}`] = { kind: "cluster", cluster, name: cluster, metrics: { ...metrics }, ...total };
    this.entities["all/fleet/all"] = { kind: "fleet", cluster: "all", name: "all", metrics: { ...metrics, guests_running_count: 72 }, ...total };
  }

  // Moves what runs a little; the patch of what changed.
  move(nowMs: number): JsonObject {
    const patch: JsonObject = {};
    for (const [id, entity] of Object.entries(this.entities)) {
      if (entity["quality"] !== "live") continue;
      entity["time_ms"] = nowMs;
      patch[id] = { time_ms: nowMs };
      if (entity["status"] !== "running" && entity["status"] !== "online") continue;
      const metrics = entity["metrics"] as Record<string, number>;
      const changed: Record<string, number> = {};
      for (const name of Object.keys(metrics))
        if (/_ratio$|_used_bytes$|_per_second$|load/.test(name)) changed[name] = this.near(metrics[name] ?? 0, name, metrics[name.replace("_used_", "_total_")]);
      Object.assign(metrics, changed);
      patch[id] = { metrics: { ...changed }, time_ms: nowMs };
    }
    return patch;
  }

  private addNode(name: string, index: number, nowMs: number): void {
    const online = index !== 3;
    const metrics: Record<string, number> = { cpu_count: 32, memory_total_bytes: 128 * gib, disk_total_bytes: 100 * gib };
    if (online)
      Object.assign(metrics, {
        cpu_usage_ratio: 0.1 + this.random() * 0.5,
        memory_used_bytes: (40 + this.random() * 80) * gib,
        disk_used_bytes: (20 + index * 30) * gib,
        uptime_seconds: 41 * 86400,
        load_average_1m: 3 + index,
        network_receive_bytes_per_second: 2e7 * this.random(),
        network_transmit_bytes_per_second: 9e6 * this.random(),
      });
    this.entities[`homelab/node/${name}`] = {
      kind: "node",
      cluster: "homelab",
      name,
      status: online ? "online" : "offline",
      metrics,
      quality: online ? "live" : "held",
      time_ms: online ? nowMs : nowMs - 7 * 60_000,
    };
  }

  private addGuest(index: number, nowMs: number): void {
    const names = ["web", "db", "gitlab", "dns", "mail", "k3s", "build", "nextcloud", "monitor", "backup"];
    const tags = [["prod", "web"], ["prod", "db"], ["dev"], ["infra"], ["prod"], ["k8s"], ["ci"], ["home"], ["infra"], []];
    const which = index % names.length;
    const container = index % 4 === 3;
    const node = ["pve1", "pve2", "pve3", "pve10"][index % 17 === 16 ? 3 : index % 3] ?? "pve1";
    const stopped = index % 11 === 10;
    const lost = node === "pve10";
    const total = [2, 4, 8, 16, 64][index % 5] ?? 4;
    const metrics: Record<string, number> = { cpu_count: 1 + (index % 8), memory_total_bytes: total * gib, disk_total_bytes: 64 * gib };
    if (!stopped && !lost)
      Object.assign(metrics, {
        cpu_usage_ratio: this.random() ** 3,
        memory_used_bytes: total * gib * (0.2 + 0.7 * this.random()),
        uptime_seconds: 3600 * (1 + index * 7),
        network_receive_bytes_per_second: 1e6 * this.random() ** 4,
        network_transmit_bytes_per_second: 8e5 * this.random() ** 4,
        disk_read_bytes_per_second: 3e6 * this.random() ** 4,
        disk_written_bytes_per_second: 5e5 * this.random(),
        ...(container ? { disk_used_bytes: 12.5 * gib } : {}),
      });
    this.entities[`homelab/${container ? "container" : "vm"}/${100 + index}`] = {
      kind: container ? "container" : "vm",
      cluster: "homelab",
      name: `${names[which]}-${Math.floor(index / names.length) + 1}`,
      vmid: 100 + index,
      node,
      status: lost ? "unknown" : stopped ? "stopped" : "running",
      tags: tags[which] ?? [],
      metrics,
      quality: lost ? "held" : "live",
      time_ms: lost ? nowMs - 7 * 60_000 : nowMs,
    };
  }

  private near(value: number, name: string, total: number | undefined): number {
    const moved = value * (0.9 + 0.2 * this.random());
    if (name.includes("_used_")) return Math.min((total ?? moved) * 0.9, value + (moved - value) * 0.1);
    return name.endsWith("_ratio") ? Math.min(1, Math.max(0.001, moved)) : moved;
  }

  private random(): number {
    this.seed = (Math.imul(this.seed, 1103515245) + 12345) & 0x7fffffff;
    return this.seed / 0x7fffffff;
  }
}
