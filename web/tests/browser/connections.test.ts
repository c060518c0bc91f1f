// The connections: what the sources tell of them, against a server that speaks the contract.
import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/model/json";
import { grant, illDetails, pushedDetails } from "./fake_details";
import { FakeServer } from "./fake_server";
import { folder, page, server, visit } from "./visiting";

const look = (hash = "", before: () => void | Promise<void> = () => undefined, width = 1440) => visit(new FakeServer(folder), hash, { before, width });

const ill = (): void => {
  Object.assign(server.fleet.components["homelab"] ?? {}, { state: "degraded", why: "the token monitor@pve!pipevane has no privilege at all" });
  server.details["homelab"] = illDetails();
};
const pushed = (): void => {
  server.fleet.components["shop"] = { type: "proxmox_push", kind: "source", state: "running" };
  server.details["shop"] = pushedDetails();
};
const panel = () => page.getByRole("complementary", { name: "Connections" });
const opener = () => page.locator("header .live");

describe("a configuration that was refused", () => {
  it("stands first among what is wrong, with its problems, until one is accepted", async () => {
    await look("", () => {
      server.more["configuration"] = { state: "refused", since_ms: Date.now(), problems: ['p.yaml, line 5: unknown option "prot"'] };
    });
    const line = page.getByRole("list", { name: "Trouble" }).getByRole("listitem").first();
    await line.getByText(/^The newest configuration was refused at \d\d:\d\d, and the pipeline is what it was before: p\.yaml, line 5: unknown option "prot"\. Mend it/).waitFor();
    server.configure(null);
    await page.getByText("The newest configuration was refused").waitFor({ state: "detached" });
    // One that is refused while the page is open stands there at once, long before the status is read anew.
    server.configure({ state: "refused", since_ms: Date.now(), problems: ["p.yaml, line 6: no"] });
    await line.getByText(/p\.yaml, line 6: no\./).waitFor();
  });
});

describe("sources of which none delivers", () => {
  it("are told at once, with the cause, while the last figures are fresh", async () => {
    await look("");
    await opener().getByText(/ · live, /).waitFor();
    const why = "https://192.0.2.1:8006 hangs";
    server.details["homelab"] = { ...illDetails(), endpoints: [{ url: "https://192.0.2.1:8006", configured: true, state: "resting", why }], doctor: [] };
    server.change({}, { homelab: { state: "degraded", why, since_ms: Date.now() } });
    await opener().getByText(/^no source delivers, newest of \d+.s ago$/).waitFor();
    expect(await opener().getAttribute("title")).toContain(why);
    await page.getByRole("list", { name: "Trouble" }).getByText(why).waitFor();
  });
});

describe("the connections", () => {
  it("open and close with a click on what says whether it is live, and with a key", async () => {
    await look("", ill);
    await page.locator(".guest").first().waitFor();
    await opener().click();
    await panel().getByRole("heading", { name: "homelab" }).waitFor();
    await page.waitForURL((url) => url.hash === "#open=connections");
    expect(await opener().getAttribute("aria-expanded")).toBe("true");
    expect(await page.title()).toContain("Connections");
    await opener().click();
    await panel().waitFor({ state: "detached" });
    await page.keyboard.press("c");
    await panel().getByRole("heading", { name: "homelab" }).waitFor();
    await page.keyboard.press("Escape");
    await panel().waitFor({ state: "detached" });
    await page.goBack();
    await panel().waitFor();
  });

  it("take the focus, and give it back", async () => {
    await look("", ill);
    await page.locator(".guest").first().waitFor();
    await opener().focus();
    await page.keyboard.press("Enter");
    await panel().waitFor();
    const focused = () => page.evaluate(() => document.activeElement?.id || document.activeElement?.className || "");
    expect(await focused()).toBe("connections-title");
    await page.keyboard.press("Escape");
    await panel().waitFor({ state: "detached" });
    expect(await focused()).toContain("live");
  });

  it("tell each endpoint's state, since when, what went wrong and what to do about it", async () => {
    await look("#open=connections", ill);
    const lines = panel().getByRole("list", { name: "Endpoints of homelab" }).getByRole("listitem");
    await lines.nth(2).waitFor();
    const texts = await lines.allInnerTexts();
    expect(texts[0]).toMatch(/pve1\s+https:\/\/192\.0\.2\.1:8006\s+answers since (\d{4}-\d\d-\d\d )?\d\d:\d\d \(10.min\)/);
    expect(texts[0]).toContain("120 requests over 1 connection so far");
    expect(texts[1]).toMatch(/fails since .*, asked again in 60.min/);
    expect(texts[1]).toContain("Connection refused; check that the node is up, its address and port, and the firewall between.");
    expect(texts[2]).toContain("is in reserve, not asked yet, named by the cluster");
    await panel().getByText("Proxmox VE 9.1.2, tells of homelab, which has quorum.").waitFor();
    await panel().getByText("13 of at most 240").waitFor();
  });

  it("tell what was found, the gravest first, with the command to copy", async () => {
    await look("#open=connections", ill);
    const findings = panel().getByRole("region", { name: "What the doctor found of homelab" });
    await findings.getByText(/^Examined at \d\d:\d\d, \d+.s ago: 1 failed, 1 to look at, 1 good to know, 1 in order\.$/).waitFor();
    const shown = await findings.locator(":scope > ul > li > b").allInnerTexts();
    expect(shown).toEqual(["Act", "Look", "Note"]);
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await findings.getByRole("button", { name: `Copy ${grant}` }).click();
    await findings.getByRole("status").getByText("Copied").waitFor({ state: "attached" });
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(grant);
    // What is in order stands there for who wants to know.
    await findings.getByText("1 in order", { exact: true }).click();
    await findings.getByText("https://192.0.2.1:8006 takes connections.").waitFor();
  });

  it("copy without the clipboard that browsers give to safe pages only", async () => {
    await look("#open=connections", async () => {
      ill();
      await page.addInitScript(() => Object.defineProperty(window, "isSecureContext", { value: false }));
    });
    await panel().getByRole("button", { name: `Copy ${grant}` }).click();
    await panel().getByRole("status").getByText("Copied").waitFor({ state: "attached" });
    await page.context().grantPermissions(["clipboard-read"]);
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(grant);
  });

  it("follow a change at once, without being asked", async () => {
    await look("#open=connections", () => void (server.details["homelab"] = { ...illDetails(), doctor: [] }));
    await panel().getByText("Nothing was examined yet.").waitFor();
    server.details["homelab"] = illDetails();
    server.change({}, { homelab: { state: "degraded", why: "no answer from pve10" } });
    await panel().getByText("No answer from pve10.").waitFor();
    await panel().getByRole("button", { name: `Copy ${grant}` }).waitFor();
  });

  it("are read again while they are open, and seldom otherwise", async () => {
    await look("", async () => {
      ill();
      await page.clock.install();
    });
    await page.locator(".guest").first().waitFor();
    await expect.poll(() => server.statusReads).toBe(1);
    await page.clock.runFor(40_000);
    expect(server.statusReads).toBe(1);
    await opener().click();
    await expect.poll(() => server.statusReads).toBe(2);
    await page.clock.runFor(5_000);
    await expect.poll(() => server.statusReads).toBe(3);
    await page.evaluate(() => {
      Object.defineProperty(document, "hidden", { value: true, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    });
    await page.clock.runFor(120_000);
    expect(server.statusReads).toBe(3);
  });

  it("say that they could not be read, and keep what was", async () => {
    await look("#open=connections", async () => {
      await page.clock.install();
      await page.route("**/api/status", (route) => route.abort());
    });
    await panel().getByText("The connections could not be read: the server does not answer.").waitFor();
    await panel().getByText("What it says of its connections is not known.").waitFor();
    server.details["homelab"] = illDetails();
    await page.unroute("**/api/status");
    await page.clock.runFor(6_000);
    await panel().getByText("Act", { exact: true }).first().waitFor();
    await page.route("**/api/status", (route) => route.fulfill({ status: 503, json: { detail: "an earlier change is being made" } }));
    await page.clock.runFor(6_000);
    await panel().getByText(/could not be read since \d\d:\d\d: an earlier change is being made\./).waitFor();
    expect(await panel().getByRole("button", { name: `Copy ${grant}` }).count()).toBe(1);
  });

  it("say of when they are once the page has no connection", async () => {
    await look("#open=connections", ill);
    await panel().getByText("Act", { exact: true }).first().waitFor();
    await server.stop();
    await panel().getByText(/^This page has no connection since \d\d:\d\d: what stands here is of then\.$/).waitFor();
    expect(await panel().getByRole("button", { name: `Copy ${grant}` }).count()).toBe(1);
  });

  it("can be loaded again where the server was away", async () => {
    await look("", async () => {
      ill();
      await page.route("**/assets/panel-*.js", (route) => route.abort());
    });
    await page.locator(".guest").first().waitFor();
    await page.keyboard.press("c");
    await panel().getByText("This part of the page could not be loaded: the server does not answer.").waitFor();
    await page.unroute("**/assets/panel-*.js");
    await panel().getByRole("button", { name: "Try again" }).click();
    await panel().getByRole("heading", { name: "homelab" }).waitFor();
  });

  it("tell of a source that stands by, and of one without a doctor", async () => {
    await look("#open=connections", () => {
      server.fleet.components["spare"] = { type: "proxmox_poll", kind: "source", state: "running" };
      server.fleet.components["tape"] = { type: "replay", kind: "source", state: "running" };
      const note = "The source \"homelab\" watches the same cluster. This one asks nothing.";
      const url = "https://192.0.2.2:8006";
      const endpoints = [
        { url: "https://192.0.2.1:8006", configured: true, state: "answered", since_ms: 1 },
        { url, configured: true, state: "failed", why: "it hangs; look at it", since_ms: 1, asked_ms: Date.now() - 60_000 },
      ];
      const doctor = [{ target: url, check: "reach", state: "failed", sentence: "it hangs", remedy: "look at it", commands: ["ls"], looked_ms: Date.now() - 60_000 }];
      server.details["spare"] = { cluster: "homelab", role: "standing by", leader: "homelab", note, endpoints, doctor };
    });
    await panel().getByText("The source \"homelab\" watches the same cluster. This one asks nothing.").waitFor();
    await panel().getByText("is not asked, stands by").first().waitFor();
    // It asks nothing: what its other endpoint was is past, and nothing to act on.
    const failed = panel().locator(".endpoints li", { hasText: "192.0.2.2" });
    expect(await failed.innerText()).toMatch(/is not asked, stands by, last failed at \d\d:\d\d/);
    expect(await failed.locator(".why").innerText()).toBe("It hangs.");
    expect((await failed.locator(".why").boundingBox())?.width).toBeGreaterThan(200);
    expect(await failed.locator(".mark-off").count()).toBe(1);
    expect(await panel().getByText(/^At \d\d:\d\d: It hangs\.$/).count()).toBe(1);
    expect(await panel().getByText("Act", { exact: true }).count()).toBe(0);
    await panel().getByText("A source of the type replay, without endpoints of its own.").waitFor();
    await panel().getByText("This kind of source has no doctor.").first().waitFor();
  });

  it.each([390, 841, 1061, 1440])("hold the page at a width of %i", async (width) => {
    const both = (): void => {
      ill();
      pushed();
    };
    await look("#open=connections", both, width);
    await panel().getByRole("list", { name: "Senders of shop" }).waitFor();
    await panel().getByRole("button", { name: `Copy ${grant}` }).waitFor();
    const wide = await page.evaluate(() => {
      const all = [document.documentElement, ...document.querySelectorAll<HTMLElement>(".connections, .overview")];
      return all.filter((each) => each.scrollWidth > each.clientWidth).map((each) => each.className);
    });
    expect(wide).toEqual([]);
    if (width <= 1060)
      for (const target of await panel().locator("button, .source > summary").all())
        expect((await target.boundingBox())?.height).toBeGreaterThanOrEqual(44);
  });
});

describe("a source that is sent to", () => {
  it("tells its open doors, who is heard, how much comes, and what was refused", async () => {
    await look("#open=connections/shop", pushed);
    const source = panel().locator("#source-shop");
    const texts = async (list: string): Promise<string[]> => (await source.getByRole("list", { name: list }).getByRole("listitem").allInnerTexts()).map((text) => text.replace(/\s+/g, " "));
    await source.getByText("Tells of shop, as its nodes send it.").waitFor();
    const doors = await texts("Open doors of shop");
    expect(doors[0]).toMatch(/^Graphite over TCP 192\.0\.2\.9:2003 120 pushes taken, the last \d+ s ago$/);
    expect(doors[1]).toBe("Graphite over UDP 192.0.2.9:2004 nothing came through it yet");
    const senders = await texts("Senders of shop");
    expect(senders[0]).toMatch(/^pve2 192\.0\.2\.12 last heard \d+ s ago$/);
    expect(senders[1]).toMatch(/^pve10 192\.0\.2\.20 last heard 5 min ago, its clock is 45 s ahead of ours$/);
    await source.getByText("Two tell of node pve2: 192.0.2.12 is believed, 192.0.2.13 is not. Give each its cluster in senders.").waitFor();
    expect((await source.getByLabel("What shop was sent in the last minute").innerText()).replace(/\s+/g, " ")).toBe("Pushes in the last minute 18 Lines and data points 640 Received 45.0 KiB");
    expect(await texts("What shop did not take")).toContain("2 requests with a wrong token or none, the last from 192.0.2.66");
    await source.getByText("1 in order", { exact: true }).waitFor();
    expect(await source.getByText("This kind of source has no doctor.").count()).toBe(0);
  });

  it("is told to say no states where Graphite is all that there is, and the page is green all the same", async () => {
    await look("", () => {
      pushed();
      delete server.fleet.components["homelab"];
      for (const [id, entity] of Object.entries(server.fleet.entities)) {
        delete server.fleet.entities[id];
        const state = entity["vmid"] === undefined ? {} : { status: "unknown" };
        server.fleet.entities[id.replace("homelab", "shop")] = { ...entity, cluster: "shop", quality: "live", time_ms: Date.now(), ...(entity["kind"] === "node" ? { status: "online" } : state) };
      }
    });
    await page.getByText(/^From Graphite nobody learns whether a guest runs nor what it is called: the guests of shop have no state here/).waitFor();
    await page.locator(".live-live", { hasText: /^live, / }).waitFor();
    // One that can tell came, and tells nothing of them.
    server.details["lab"] = { cluster: "shop" };
    server.change({}, { lab: { type: "proxmox_poll", kind: "source", state: "running" } });
    await page.locator(".live-partly", { hasText: "40 guests unknown" }).waitFor();
    await page.getByText(/^From Graphite/).waitFor({ state: "detached" });
  });
});

describe("a source in trouble", () => {
  it("stands in the header and in the list of what is wrong, and leads to its connections", async () => {
    await look("", () => {
      server.details["homelab"] = illDetails();
      for (const id of ["b", "c", "d"]) server.fleet.components[id] = { type: "proxmox_poll", kind: "source", state: "running" };
    });
    await page.locator(".live b", { hasText: "Act: 1 of 4 sources" }).waitFor();
    const line = page.getByRole("button", { name: /^Cluster homelab: the token monitor@pve!pipevane has no privilege at all\. On a node: pveum / });
    await line.click();
    await page.waitForURL((url) => url.hash === "#open=connections/homelab");
    await panel().locator("#source-homelab[open]").waitFor();
    // Of many sources those that are well are folded.
    expect(await panel().locator("details.source[open]").count()).toBe(1);
  });
});

describe("a list without guests", () => {
  const without = (): void => {
    for (const id of Object.keys(server.fleet.entities)) if (/\/(vm|container)\//.test(id)) delete server.fleet.entities[id];
  };
  const table = () => page.getByRole("grid", { name: "Guests" });

  it("says what the token may not see, and never that there are none", async () => {
    await look("", () => {
      ill();
      without();
    });
    await table().getByText("The token monitor@pve!pipevane has no privilege at all.").waitFor();
    await table().getByText(grant, { exact: true }).waitFor();
    expect(await table().getByText("No guests yet.").count()).toBe(0);
    expect(await page.locator(".total", { hasText: "Guests" }).locator("dd").textContent()).toBe("\u2013");
    await table().getByRole("button", { name: "Connections of homelab" }).click();
    await panel().waitFor();
  });

  it("says the command once on the page, whatever is open", async () => {
    await look("", () => {
      ill();
      without();
      const finding = (illDetails()["doctor"] as JsonObject[]).find((each) => each["check"] === "privileges");
      const why = `${String(finding?.["sentence"])}; ${String(finding?.["remedy"])}`;
      server.fleet.components["homelab"] = { ...server.fleet.components["homelab"], state: "degraded", why };
    });
    const told = (): Promise<number> => page.evaluate((command) => document.body.innerText.split(command).length - 1, grant);
    await table().getByText(grant, { exact: true }).waitFor();
    expect(await told()).toBe(1);
    await table().getByRole("button", { name: "Connections of homelab" }).click();
    await panel().getByText(grant, { exact: true }).waitFor();
    expect(await told()).toBe(1);
  });

  it("says so before it is known why, and where that cannot be asked", async () => {
    await look("", async () => {
      without();
      await page.clock.install();
      await page.route("**/api/status", () => undefined);
    });
    await table().getByText("Asking why there is no guest.").waitFor();
    await page.clock.runFor(16_000);
    await table().getByText("No guest is known, and why cannot be asked: the server does not answer.").waitFor();
    await page.unrouteAll({ behavior: "ignoreErrors" });
  });

  it("is an empty one where the token may see all", async () => {
    await look("", () => {
      without();
      server.details["homelab"] = { doctor: [{ check: "privileges", state: "ok", sentence: "it may see all" }] };
    });
    await table().getByText("No guests yet.").waitFor();
  });
});

describe("several clusters", () => {
  it("have a line each and one together, with a dash for what is unknown", async () => {
    await look("", () => {
      server.fleet.addClusters();
      const office = server.fleet.entities["office/cluster/office"];
      if (office !== undefined) office["metrics"] = { nodes_count: 2, nodes_online_count: 2 };
    });
    const lines = page.getByRole("table", { name: "Totals of all clusters and of each" }).getByRole("row");
    await lines.nth(3).waitFor();
    const texts = (await lines.allInnerTexts()).map((text) => text.replace(/\s+/g, " ").trim());
    expect(texts[0]).toBe("Cluster Nodes CPU CPU allocated Memory Memory allocated Storage Network Guests");
    expect(texts[1]).toBe("All clusters 3 of 4 online 24.0 of 96 cores 170 100 / 512 GiB 700 GiB 0.91 / 3.64 TiB 1.00 MB/s 72 of 40 running 2 unknown");
    expect(texts[2]).toContain("homelab 3 of 4 online 24.0 of 96 cores");
    expect(texts[3]?.replace(/ unknown: nothing of it is known/g, "")).toBe("office 2 of 2 online \u2013 \u2013 \u2013 \u2013 \u2013 \u2013 \u2013");
  });

  it("that are not heard are named, and each figure of all of them says so alike", async () => {
    await look("", () => server.fleet.addClusters());
    const lines = page.getByRole("table", { name: "Totals of all clusters and of each" }).locator(".cluster[data-key]");
    await lines.nth(2).waitFor();
    const asides = async (): Promise<string[]> => (await lines.locator(".total-name").allInnerTexts()).map((text) => text.replace(/\s+/g, " ").trim());
    expect(await asides()).toEqual(["All clusters", "homelab", "office"]);
    const old = { quality: "stale", time_ms: Date.now() - 79_000 };
    server.change({ "office/cluster/office": old, "all/fleet/all": { quality: "stale" } });
    await lines.first().getByText("office last known").waitFor();
    expect((await asides())[2]).toMatch(/^office ?\d+ s old$/);
    const cells = lines.first().getByRole("cell");
    expect(await cells.locator("b.old.estimated").count()).toBe(8);
    expect(new Set(await cells.evaluateAll((all) => all.map((each) => each.getAttribute("title"))))).toEqual(new Set(["a part of it is last known"]));
    expect(await lines.nth(1).locator("b.old").count()).toBe(0);
    // A part of one column alone.
    server.change({ "all/fleet/all": { quality: "live", metric_quality: { memory_total_bytes: "held" } } });
    await lines.first().locator(".total-cpu b:not(.old)").waitFor();
    expect(await cells.locator("b.old").count()).toBe(1);
    server.change({ "homelab/cluster/homelab": old, "all/fleet/all": { ...old, metric_quality: null } });
    await lines.first().getByText(/\d+.s old/).waitFor();
    expect(new Set(await cells.evaluateAll((all) => all.map((each) => each.getAttribute("title"))))).toEqual(new Set(["last known"]));
  });

  it("tell the unusual states of each, and of one that is not heard nothing of that", async () => {
    await look("", () => server.fleet.addClusters());
    const line = (key: string) => page.locator(`.cluster[data-key="${key}"]`);
    const words = async (key: string, what: string): Promise<string> => (await line(key).locator(`.total-${what} .states`).allInnerTexts()).join().replace(/\s+/g, " ");
    await line("homelab/cluster/homelab").getByText("2\u00a0unknown").waitFor();
    server.change({
      "office/vm/1": { kind: "vm", cluster: "office", name: "a", vmid: 1, status: "hibernating", metrics: {}, quality: "live", time_ms: Date.now() },
      "office/storage/ceph": { kind: "storage", cluster: "office", name: "ceph", status: "unknown", metrics: {}, quality: "unknown" },
    });
    await line("office/cluster/office").getByText("1\u00a0hibernating").waitFor();
    expect(await words("office/cluster/office", "storage")).toBe("1 unknown");
    expect(await words("all/fleet/all", "guests")).toBe("2 unknown, 1 hibernating");
    expect(await words("all/fleet/all", "storage")).toBe("1 unknown");
    expect(await words("homelab/cluster/homelab", "storage")).toBe("");
    server.change({ "office/cluster/office": { quality: "stale", time_ms: Date.now() - 79_000 } });
    await line("office/cluster/office").getByText(/ old$/).waitFor();
    expect(await line("office/cluster/office").locator(".states").count()).toBe(0);
  });

  it("lead to their charts", async () => {
    await look("", () => server.fleet.addClusters());
    await page.getByRole("link", { name: "All clusters" }).click();
    await page.locator(".detail h2", { hasText: "All clusters" }).waitFor();
    await page.locator(".detail canvas").nth(3).waitFor();
    await page.getByText("72 of 40").first().waitFor();
  });

  it.each([390, 720, 1061, 1440])("fit a width of %i", async (width) => {
    await look("#open=office/cluster/office", () => server.fleet.addClusters(), width);
    await page.locator(".detail canvas").first().waitFor();
    for (const hash of ["#", "#open=office/cluster/office"]) {
      await page.evaluate((to) => void (location.hash = to), hash);
      await expect
        .poll(() =>
          page.evaluate(() => [document.documentElement, ...document.querySelectorAll<HTMLElement>(".cluster[data-key]")].filter((each) => each.scrollWidth > each.clientWidth).length),
        )
        .toBe(0);
    }
  });
});
