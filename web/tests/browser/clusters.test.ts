// What a person sees of real sources: the real program, watching simulated clusters whose truth is known. Without
// PIPEVANE_PROGRAM there is none to start.
import { type Page } from "playwright-core";
import { beforeEach, describe, expect, it } from "vitest";
import { isObject, type JsonObject } from "../../src/model/json";
import { bytes, coresOf, count, ofBytes, someOf, together, type Figure } from "../../src/words/numbers";
import { programFile, realPage } from "./real_page";
import { pipelineOf, type Simulator, tokenId } from "./simulator";

describe.skipIf(programFile === undefined)("real sources", () => {
  const real = realPage();
  const { simulated, watch } = real;
  let page: Page;
  beforeEach(() => {
    page = real.page();
  });

  const panel = () => page.getByRole("complementary", { name: "Connections" });
  const grant = `pveum acl modify / --tokens '${tokenId}' --roles PVEAuditor`;

  it("show of a token with privilege separation what it may not see, with the command", async () => {
    const lab = await simulated("--nodes", "2", "--guests", "6");
    await lab.fault({ kind: "rights" });
    await watch(pipelineOf({ lab: [lab] }));
    const table = page.getByRole("grid", { name: "Guests" });
    await table.getByText(`The token ${tokenId} has no privilege at all, so that it is let in and gets empty lists: a token with privilege separation starts like this.`).waitFor();
    await table.getByText(grant, { exact: true }).waitFor();
    await page.locator(".live b", { hasText: "Act: 1 of 1 source" }).waitFor();
    await page.getByRole("button", { name: /source lab is degraded since .* has no privilege at all/i }).click();
    const findings = panel().getByRole("region", { name: "What the doctor found of lab" });
    await findings.getByText(/^Examined at \d\d:\d\d, .* ago: 1 failed, /).waitFor();
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await findings.getByRole("button", { name: `Copy ${grant}` }).click();
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(grant);
    await panel().getByText(/ of at most 240$/).waitFor();
  });

  it("tell a dead endpoint's state and what to do, beside the one that answers instead", async () => {
    const lab = await simulated("--nodes", "2", "--guests", "6", "--cluster", "lab");
    const gone = await simulated("--nodes", "1", "--guests", "1");
    await gone.stop();
    await watch(pipelineOf({ lab: [lab, gone] }), "#open=connections/lab");
    const lines = panel().getByRole("list", { name: "Endpoints of lab" }).getByRole("listitem");
    await lines.filter({ hasText: `127.0.0.1:${lab.port}` }).getByText(/^answers since /).waitFor();
    await lines.filter({ hasText: `127.0.0.1:${gone.port}` }).getByText("is in reserve, not asked yet").waitFor();
    // Now nobody is left.
    await lab.stop();
    const dead = lines.filter({ hasText: `127.0.0.1:${gone.port}` });
    await dead.getByText(/^fails since \d\d:\d\d/).waitFor();
    await dead.getByText(/^Cannot connect to .* refused; check that the node is up, its address and port, and the firewall between\.$/).waitFor();
    const source = panel().locator("#source-lab");
    await source.getByText(/^degraded since /).waitFor();
    await source.locator(".findings").getByText("Act", { exact: true }).first().waitFor();
    await lab.start();
  });

  it("have no fresh figure in any column once one of two clusters is not reached", async () => {
    const alpha = await simulated("--nodes", "1", "--guests", "3", "--seed", "3", "--cluster", "alpha");
    const beta = await simulated("--nodes", "1", "--guests", "3", "--seed", "4", "--cluster", "beta");
    await watch(pipelineOf({ one: [alpha], two: [beta] }, "15s"));
    const line = (name: string) => page.locator(".cluster[data-key]").filter({ has: page.getByRole("link", { name, exact: true }) });
    await line("beta").waitFor();
    await line("All clusters").locator(".total-network b", { hasText: /\d/ }).waitFor();
    expect(await line("All clusters").locator("b.old").count()).toBe(0);
    await beta.stop();
    await line("All clusters").getByText("beta last known").waitFor({ timeout: 60_000 });
    await line("beta").getByText(/ old$/).waitFor();
    await expect.poll(() => line("All clusters").locator("b.old").count(), { timeout: 30_000 }).toBe(8);
    expect(await line("alpha").locator("b.old").count()).toBe(0);
    await beta.start();
  }, 120_000);

  it("tell when a node that went was last heard, and no time of one that was away before", async () => {
    const lab = await simulated("--nodes", "5", "--guests", "6", "--cluster", "lab");
    await lab.fault({ kind: "dead", node: "pve3" });
    await watch(pipelineOf({ lab: [lab] }));
    const card = (name: string) => page.locator(".node", { hasText: name });
    const trouble = page.getByRole("list", { name: "Trouble" });
    await card("pve3").getByText("offline", { exact: true }).waitFor();
    await trouble.getByText(/^Node pve3 is offline\. Since when is not known\./).waitFor();
    await card("pve2").getByText(/^up /).waitFor();
    await card("pve2").locator(".node-figure b", { hasText: /\d/ }).first().waitFor();
    await lab.fault({ kind: "dead", node: "pve2" });
    await card("pve2").getByText(/^offline, last heard \d+.s ago$/).waitFor();
    await trouble.getByText(/^Node pve2 is offline\. Last heard at \d\d:\d\d \(\d+.s ago\)\./).waitFor();
  });

  it("tell states that nobody knows in their words, and how many storages are unknown", async () => {
    const lab = await simulated("--nodes", "2", "--guests", "6", "--cluster", "lab");
    await watch(pipelineOf({ lab: [lab] }));
    const total = (label: string) => page.locator(".total", { has: page.getByText(label, { exact: true }) });
    await total("Guests").getByText(/running/).waitFor();
    await total("Storage").locator("dd", { hasText: /\d/ }).waitFor();
    expect(await total("Storage").getByText("unknown").count()).toBe(0);
    await lab.fault({ kind: "enums", path: "/cluster/resources" });
    await total("Guests").getByText("6\u00a0hibernating").waitFor();
    await total("Storage").getByText("3\u00a0of\u00a03\u00a0unknown").waitFor();
    await page.locator(".live-partly", { hasText: /^3 storages unknown · / }).waitFor();
    expect(await page.locator(".guest .mark-other").count()).toBe(6);
  });

  it("add up to the truth, each cluster and both", async () => {
    const alpha = await simulated("--nodes", "2", "--guests", "9", "--seed", "3", "--cluster", "alpha");
    const beta = await simulated("--nodes", "2", "--guests", "5", "--seed", "4", "--cluster", "beta");
    await watch(pipelineOf({ one: [alpha], two: [beta] }));
    const table = page.getByRole("table", { name: "Totals of all clusters and of each" });
    const shown = async (name: string): Promise<string[]> => {
      const row = table.getByRole("row").filter({ has: page.getByRole("rowheader", { name, exact: true }) });
      return (await row.getByRole("cell").locator("b").allInnerTexts()).map((text) => text.trim());
    };
    await table.getByRole("rowheader", { name: "beta", exact: true }).waitFor();
    // Each figure that is none of those that may be true, beside them.
    const wrong = async (name: string, clusters: readonly Simulator[]): Promise<string[]> => {
      const figures = await shown(name);
      const possible = possibleTotals(await Promise.all(clusters.map((cluster) => cluster.truth(3))));
      return possible.flatMap((texts, index) => {
        const figure = figures[order[index] ?? 0] ?? "nothing";
        return texts === undefined || texts.has(figure) ? [] : [`${figure}, not ${[...texts].join(" or ")}`];
      });
    };
    const expectTruth = (name: string, clusters: readonly Simulator[]): Promise<void> =>
      expect.poll(() => wrong(name, clusters), { timeout: 30_000, interval: 1_000 }).toEqual([]);
    await expectTruth("alpha", [alpha]);
    await expectTruth("beta", [beta]);
    expect(possibleTotals([await beta.truth(1)]).every((texts) => texts !== undefined)).toBe(true);
    await expectTruth("All clusters", [alpha, beta]);
  });
});

// Where the figures of `possibleTotals` stand in a line; the network's rates, the seventh, are proven elsewhere.
const order = [0, 1, 2, 3, 4, 5, 7] as const;

type Metrics = Readonly<Record<string, number>>;

// Each node and storage tells at another second, so that sums are of this cycle of the one and of the last of another.
// Undefined where the truth does not say: what a guest that is stopped might take.
function possibleTotals(truths: readonly Record<string, JsonObject>[]): (Set<string> | undefined)[] {
  const entities = truths.flatMap((truth) => Object.entries(truth));
  const of = (kind: string): JsonObject[] => entities.filter(([key]) => key.split("/")[1] === kind).map(([, entity]) => entity);
  const nodes = of("node");
  const guests = [...of("vm"), ...of("container")];
  const online = nodes.filter((node) => node["status"] === "online").length;
  const running = guests.filter((guest) => guest["status"] === "running").length;
  const cores = whole(nodes, "cpu_count");
  const total = whole(nodes, "memory_total_bytes");
  const storages = of("storage");
  const space = whole(storages, "disk_total_bytes");
  const texts = (values: readonly number[], figure: (value: number) => Figure): Set<string> => new Set(values.map((value) => together(figure(value))));
  const busy = sums(nodes, (metrics) => (metrics["cpu_usage_ratio"] ?? NaN) * (metrics["cpu_count"] ?? NaN));
  const used = (metric: string) => (metrics: Metrics) => metrics[metric] ?? NaN;
  const given = (metric: string, figure: (value: number) => Figure): Set<string> | undefined => {
    const allocated = whole(guests, metric);
    return Number.isNaN(allocated) ? undefined : texts([allocated], figure);
  };
  return [
    new Set([together(someOf(online, nodes.length, "online"))]),
    texts(busy, (value) => coresOf(value, cores)),
    given("cpu_count", count),
    texts(sums(nodes, used("memory_used_bytes")), (value) => ofBytes(value, total)),
    given("memory_total_bytes", bytes),
    texts(sums(storages, used("disk_used_bytes")), (value) => ofBytes(value, space)),
    new Set([together(someOf(running, guests.length, "running"))]),
  ];
}

function cyclesOf(entity: JsonObject): Metrics[] {
  const cycles = Array.isArray(entity["cycles"]) ? entity["cycles"] : [];
  return cycles.flatMap((cycle) => (isObject(cycle) && isObject(cycle["metrics"]) ? [cycle["metrics"] as unknown as Metrics] : []));
}

const whole = (entities: readonly JsonObject[], metric: string): number =>
  entities.reduce((sum, entity) => sum + (cyclesOf(entity).at(-1)?.[metric] ?? NaN), 0);

// All sums of one cycle of each.
function sums(entities: readonly JsonObject[], value: (metrics: Metrics) => number): number[] {
  let all = [0];
  for (const entity of entities) {
    const values = new Set(cyclesOf(entity).map(value));
    all = [...new Set(all.flatMap((sum) => [...values].map((each) => sum + each)))];
  }
  return all;
}
