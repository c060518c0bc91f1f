// What a person sees of what really happens: the real program beside a simulated cluster in which tasks run and fail, and
// whose nodes send their figures. Without PIPEVANE_PROGRAM there is none to start.
import { type Page } from "playwright-core";
import { beforeEach, describe, expect, it } from "vitest";
import type { Program } from "./program";
import { programFile, realPage } from "./real_page";
import { type Simulator, tokenId } from "./simulator";

function pipeline(sources: Readonly<Record<string, string>>): string {
  const ids = Object.keys(sources).join(", ");
  return [
    "version: 1",
    "sources:",
    ...Object.entries(sources).map(([id, source]) => `  ${id}: {${source}}`),
    `transforms: {derived: {type: derive, inputs: [${ids}]}}`,
    `sinks: {web: {type: web, port: "\${env:PORT}", inputs: [derived]}}`,
    "",
  ].join("\n");
}

const asked = (type: string, lab: Simulator): string =>
  `type: ${type}, endpoints: ["127.0.0.1:${lab.port}"], token_id: "${tokenId}", token_secret: "\${env:SECRET}", fingerprint: "${lab.fingerprint}"`;

describe.skipIf(programFile === undefined)("what really happens", () => {
  const real = realPage();
  const { simulated, watch } = real;
  let page: Page;
  beforeEach(() => {
    page = real.page();
  });

  const lines = () => page.getByRole("list", { name: "Events, newest first" }).getByRole("listitem");
  const panel = () => page.getByRole("complementary", { name: "Connections" });
  // The port behind an option is the system's choice.
  const portOf = async (program: Program, source: string, door: string): Promise<number> => {
    const { components } = (await (await fetch(`${program.address}api/status`)).json()) as { components: { id: string; details?: { listening?: { what: string; port: number }[] } }[] };
    return components.find(({ id }) => id === source)?.details?.listening?.find(({ what }) => what === door)?.port ?? 0;
  };

  it("stands in the list as it happens, and a backup that failed is called out on the overview", async () => {
    const lab = await simulated("--nodes", "2", "--guests", "6", "--cluster", "lab");
    await watch(pipeline({ lab: asked("proxmox_poll", lab), happens: asked("proxmox_events", lab) }));
    await page.locator(".guest").first().waitFor();
    await lab.fault({ kind: "task", node: "pve2", type: "vzdump", user: "root@pam", seconds: 2, exit: "job errors" });
    await page.locator(".error-count.unread", { hasText: "1 error in 24 h" }).waitFor();
    await page.locator(".error-count").click();
    const failed = lines().filter({ hasText: "Guests of node pve2 could not be backed up by root@pam: job errors" });
    await failed.getByText(/^error, took \d+.s/).waitFor();
    await failed.getByRole("link", { name: "pve2" }).click();
    await page.locator(".detail h2", { hasText: "pve2" }).waitFor();
    await page.locator(".detail").getByText("could not be backed up by root@pam: job errors").waitFor();
    // And it is the only one of its kind, whatever else is going on.
    await page.getByLabel("Least severity").selectOption("info");
    await lab.fault({ kind: "task", node: "pve1", type: "aptupdate", user: "root@pam", seconds: 1 });
    await lines().filter({ hasText: "pve1" }).getByText(/^ok, took \d+.s/).first().waitFor();
  }, 120_000);

  it("has the doctor's words in the connections of those who tell of it, and what they were asked", async () => {
    const lab = await simulated("--nodes", "1", "--guests", "2", "--cluster", "lab");
    await watch(pipeline({ happens: `${asked("proxmox_events", lab)}, webhook_port: 0`, pushed: "type: proxmox_push, graphite_tcp_port: 0" }), "#open=connections");
    const happens = panel().locator("#source-happens");
    await happens.getByText(/^Examined at \d\d:\d\d, .* ago: 1 good to know, 2 in order\.$/).waitFor();
    await happens.getByText(/lacks Sys\.Syslog on \/, without which the cluster's log is empty/).waitFor();
    await happens.getByText(/ over 1 connection so far$/).waitFor();
    await happens.getByText(/^\d+ of at most 36$/).waitFor();
    await happens.getByRole("list", { name: "Open doors of happens" }).getByText("0 notifications taken").waitFor();
    const pushed = panel().locator("#source-pushed");
    await pushed.getByText(/^It listens at graphite_tcp 127\.0\.0\.1:\d+\.$/).waitFor({ state: "attached" });
    await pushed.getByText("nothing came through it yet").waitFor();
    expect(await panel().getByText("This kind of source has no doctor.").count()).toBe(0);
  });

  it("is not called unknown where Graphite is all that there is, but is said to be more than Graphite tells", async () => {
    const lab = await simulated("--nodes", "2", "--guests", "6");
    const program = await watch(pipeline({ shop: "type: proxmox_push, graphite_tcp_port: 0" }));
    await lab.fault({ kind: "push-target", id: "us", url: `graphite-tcp://127.0.0.1:${await portOf(program, "shop", "graphite_tcp")}` });
    await page.locator(".guest").first().waitFor({ timeout: 60_000 });
    // What it is by then is read with the status, which is every minute where nobody looks at it.
    await page.keyboard.press("c");
    const shop = panel().locator("#source-shop");
    await shop.getByText(/^\d+ push(es)? taken, the last \d+.s ago$/).waitFor({ timeout: 30_000 });
    await shop.getByRole("list", { name: "Senders of shop" }).getByText("127.0.0.1").first().waitFor();
    await page.getByText(/^From Graphite nobody learns whether a guest runs/).waitFor();
    await page.locator(".live-live", { hasText: /^live, / }).waitFor({ timeout: 30_000 });
  }, 150_000);
});
