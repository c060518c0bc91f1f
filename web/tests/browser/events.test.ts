// What happened: the list of it and where it is told elsewhere, against a server that speaks the contract.
import { describe, expect, it } from "vitest";
import { fakeDay, fakeTask } from "./fake_events";
import { FakeServer } from "./fake_server";
import { address, folder, page, server, visit } from "./visiting";

const nowMs = Date.now();
// Ten thousand events are a second's work for a machine that does other things as well.
const patience = { timeout: 15_000 };

// `starts`: of the guest web-1, each 97 s before the other.
const look = (hash = "", starts = 3, before: () => void | Promise<void> = () => undefined, width = 1440) =>
  visit(new FakeServer(folder), hash, {
    width,
    before: () => {
      server.fleet.events.push(...fakeDay(nowMs, starts));
      return before();
    },
  });
const board = () => page.locator(".event-board");
const lines = () => board().getByRole("list", { name: "Events, newest first" }).getByRole("listitem");
const line = (text: string) => lines().filter({ hasText: text });
const messages = () => board().locator(".event-message").allInnerTexts();
// Nothing scrolls any more.
const settled = () =>
  page.evaluate(
    () =>
      new Promise<void>((done) => {
        let [before, still] = [-1, 0];
        const look = (): void => {
          still = window.scrollY === before ? still + 1 : 0;
          before = window.scrollY;
          if (still > 10) done();
          else requestAnimationFrame(look);
        };
        look();
      }),
  );
const says = (wanted: string) => page.waitForURL((url) => url.hash === wanted);

describe("the events", () => {
  it("open with a link and a key, at an address of their own, and lead back", async () => {
    await look();
    await page.locator(".guest").first().waitFor();
    await page.getByRole("link", { name: "Events", exact: true }).click();
    await says("#show=events");
    await lines().first().waitFor();
    expect(await page.title()).toBe("Events · Pipevane");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("events-title");
    expect(await page.locator(".guest").count()).toBe(0);
    await page.keyboard.press("e");
    await page.locator(".guest").first().waitFor();
    await page.keyboard.press("E");
    await lines().first().waitFor();
    await page.goBack();
    await page.locator(".guest").first().waitFor();
    await page.goForward();
    await lines().first().waitFor();
    await page.keyboard.press("Escape");
    await page.locator(".guest").first().waitFor();
  });

  it("tell when, how grave, of what, how it went, who did it and what likely led to it, the newest first", async () => {
    await look("#show=events");
    await lines().first().waitFor();
    const times = await board().locator("time").evaluateAll((all) => all.map((each) => Date.parse(each.getAttribute("datetime") ?? "")));
    expect(times).toEqual([...times].sort((one, other) => other - one));
    expect(times).toHaveLength(10);
    const words = async (text: string): Promise<string> => (await line(text).last().innerText()).replace(/\s+/g, " ");
    expect(await words("could not be backed up")).toMatch(/\d\d:\d\d:\d\d Error task pve2 Guests of node pve2 could not .*job errors error, took 12 min by root@pam$/);
    expect(await words("are being backed up by root@pam!nightly")).toMatch(/Info task pve2 .* running for \d+ \S+ by root@pam with the token nightly$/);
    expect(await words("VM 101 (db-1) is locked")).toMatch(/Likely because of: Guests of node pve2 are being backed up by root@pam!nightly \(\d\d:\d\d\)$/);
    expect(await words("VM 102 (gitlab-1) was started")).toContain("Likely because of the task hastart of 102 on node pve1, which is not in this list");
    await board().getByText(/^No older one is known: the list ends at .*\d\d:\d\d\.$/).waitFor();
  });

  it("open what they are about beside them, also of what is gone", async () => {
    await look("#show=events");
    await line("stopped, and no task did it").getByRole("link", { name: "gitlab-1" }).click();
    await page.locator(".detail h2", { hasText: "gitlab-1" }).waitFor();
    await says("#show=events&open=homelab/vm/102");
    await line("is gone").getByRole("link").click();
    await page.locator(".detail").getByText("This is no longer there.").waitFor();
    await page.locator(".detail").getByText("VM 777 (old) is gone").waitFor();
    await page.keyboard.press("Escape");
    await says("#show=events");
  });

  it("come by themselves, and become what they are then", async () => {
    await look("#show=events");
    await lines().first().waitFor();
    const task = { id: "late", message: "VM 100 (web-1) is being moved", state: "running" };
    server.change({}, {}, [fakeTask(900, Date.now(), task)]);
    await lines().first().getByText("VM 100 (web-1) is being moved").waitFor();
    server.change({}, {}, [fakeTask(900, Date.now(), { ...task, message: "VM 100 (web-1) could not be moved", state: "error", severity: "error" })]);
    await line("could not be moved").getByText("Error", { exact: true }).waitFor();
    expect(await line("is being moved").count()).toBe(0);
  });

  it("are chosen by type, severity, node and the words of the search, and the address says it", async () => {
    await look("#show=events");
    await lines().first().waitFor();
    await page.getByRole("button", { name: "node", exact: true }).click();
    await expect.poll(messages, patience).toEqual(["Node pve10 is offline"]);
    await page.getByRole("button", { name: "guest", exact: true }).click();
    await says("#show=events&type=node,guest");
    await expect.poll(messages, patience).toEqual(["VM 777 (old) is gone", "Node pve10 is offline"]);
    await page.getByRole("button", { name: "all", exact: true }).click();
    await page.getByLabel("Least severity").selectOption("warning");
    await says("#show=events&severity=warning");
    await expect.poll(async () => (await messages()).length, patience).toBe(3);
    await page.keyboard.press("/");
    await page.keyboard.type("gitlab");
    await expect.poll(messages, patience).toEqual(["VM 102 (gitlab-1) stopped, and no task did it"]);
    await page.keyboard.press("Enter");
    await says("#show=events&severity=warning&q=gitlab");
    // What comes live is asked for, as only the server knows what a search finds.
    server.change({}, {}, [fakeTask(901, Date.now(), { severity: "error", message: "not of it" }), fakeTask(902, Date.now(), { id: "of it", entity: "homelab/vm/102", severity: "error", message: "of it" })]);
    await expect.poll(messages, patience).toEqual(["of it", "VM 102 (gitlab-1) stopped, and no task did it"]);
    await page.keyboard.press("/");
    await page.keyboard.press("Control+A");
    await page.keyboard.type("nobody");
    await board().getByText(/^No event is of that kind and about what the search finds/).waitFor();
    await page.getByRole("searchbox").fill("colour:red");
    await board().getByText('The events could not be read: unknown key "colour".').waitFor();
    await page.getByRole("searchbox").fill("");
    await page.getByLabel("Node", { exact: true }).selectOption("homelab/node/pve10");
    expect(server.eventReads.length).toBeGreaterThan(0);
    await expect.poll(() => server.eventReads[server.eventReads.length - 1], patience).toContain("query=cluster%3Ahomelab+node%3Apve10");
  });

  it("are begun anew where more happened than was told", async () => {
    await look("#show=events");
    await lines().first().waitFor();
    const many = Array.from({ length: 40 }, (_, number) => fakeTask(1000 + number, Date.now() - number, { message: `burst ${number}.` }));
    server.burst(many);
    await line("burst 9.").waitFor();
  });

  it("say that they could not be read, and come when they are asked for again", async () => {
    await look("#show=events", 3, () => page.route("**/api/events?limit=200", (route) => route.fulfill({ status: 503, json: { detail: "the history does not answer" } })));
    await board().getByText("The events could not be read: the history does not answer.").waitFor();
    await page.unroute("**/api/events?limit=200");
    // Not sooner than two seconds after the first time.
    await board().getByRole("button", { name: "Try again" }).click();
    await lines().first().waitFor();
  });

  it("say where there are none", async () => {
    await visit(new FakeServer(folder), "#show=events");
    await board().getByText("Nothing has happened that Pipevane knows of. A source of the type proxmox_events tells what happens.").waitFor();
    server.change({}, { happens: { type: "proxmox_events", kind: "source", state: "running" } });
    await board().getByText("Nothing has happened that Pipevane knows of.", { exact: true }).waitFor();
  });

  it("leave the arrows to the page", async () => {
    await look("#show=events", 400);
    await lines().first().waitFor();
    await page.keyboard.press("End");
    // The browser scrolls for a while, and the first page's end is there then.
    await expect.poll(async () => Number(await lines().last().getAttribute("aria-posinset")), patience).toBeGreaterThan(190);
    await settled();
    await page.keyboard.press("Home");
    await page.waitForFunction(() => window.scrollY === 0);
    await settled();
    await page.keyboard.press("ArrowDown");
    await page.waitForFunction(() => window.scrollY > 0);
    expect(await page.locator(".detail").count()).toBe(0);
  });
});

describe("ten thousand events", () => {
  const all = 10_000;

  it("are loaded on the way down, up to what one list holds, and only those in sight stand in the document", async () => {
    await look("#show=events", all);
    await lines().first().waitFor();
    const full = board().getByText("10000 are listed, and no more at once: choose fewer kinds to see older ones.");
    const loaded = async (): Promise<number> => ((await full.count()) > 0 ? all : Number(await lines().last().getAttribute("aria-posinset")));
    let most = 0;
    for (let before = await loaded(); before < all; ) {
      await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
      await expect.poll(loaded, patience).toBeGreaterThan(before);
      before = await loaded();
      most = Math.max(most, await lines().count());
    }
    expect(most).toBeLessThan(100);
    await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
    await expect.poll(() => lines().last().getAttribute("aria-posinset"), patience).toBe(`${all}`);
    // What stands in sight stays there, whatever comes above it.
    await page.evaluate(() => window.scrollBy(0, -5_000));
    const place = () => page.evaluate(() => document.elementFromPoint(600, 300)?.closest(".event")?.querySelector(".event-message")?.textContent ?? "");
    await expect.poll(place, patience).toContain("was started");
    const before = await place();
    server.change({}, {}, Array.from({ length: 5 }, (_, number) => fakeTask(50_000 + number, Date.now() + number, { message: `new ${number}.`, severity: number === 0 ? "error" : "info" })));
    await page.locator(".error-count", { hasText: "3 errors" }).waitFor();
    // The browser puts it right with its next picture.
    await expect.poll(place, patience).toBe(before);
    await page.evaluate(() => window.scrollTo(0, 0));
    await line("new 4.").waitFor();
  }, 120_000);
});

describe("the events on a phone", () => {
  it("stay where they were while a detail is the page, which stays where it is as well", async () => {
    await look("#show=events", 300, () => undefined, 390);
    await lines().first().waitFor();
    await page.evaluate(() => window.scrollTo(0, 3_000));
    await settled();
    const link = page.getByRole("link", { name: "web-1" });
    const inSight = () => page.evaluate(() => document.elementFromPoint(200, 400)?.closest(".event")?.querySelector(".event-message")?.textContent ?? "");
    const before = await inSight();
    expect(before).toContain("was started");
    await link.nth(await link.evaluateAll((all) => all.findIndex((each) => each.getBoundingClientRect().top > 300))).click();
    await page.locator(".detail canvas").first().waitFor();
    await page.evaluate(() => window.scrollTo(0, 200));
    await settled();
    server.change({}, {}, [fakeTask(900, Date.now(), { entity: "homelab/vm/101", severity: "error", message: "meanwhile" })]);
    await page.locator(".error-count", { hasText: "3" }).waitFor();
    await settled();
    expect(await page.evaluate(() => window.scrollY)).toBe(200);
    await page.getByRole("button", { name: "Close" }).click();
    await settled();
    // One came above it, and nothing else is between.
    const number = (text: string): number => Number(/(\d+)\. time/.exec(text)?.[1]);
    expect(Math.abs(number(await inSight()) - number(before))).toBeLessThanOrEqual(2);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  });
});

describe("the errors of the last day", () => {
  const count = () => page.locator(".error-count");

  it("are counted beside the link, and lead to themselves", async () => {
    await look("", 3, () => {
      server.fleet.events.push(fakeTask(77, nowMs - 25 * 3_600_000, { severity: "error" }));
    });
    await page.locator(".error-count.unread", { hasText: "2 errors in 24 h" }).waitFor();
    server.change({}, {}, [fakeTask(78, Date.now(), { severity: "error", state: "error", message: "VM 100 (web-1) could not be backed up" })]);
    await count().getByText("3 errors").waitFor();
    await count().click();
    await says("#show=events&severity=error");
    await expect.poll(messages, patience).toEqual([
      "VM 100 (web-1) could not be backed up",
      "Node pve10 is offline",
      "Guests of node pve2 could not be backed up by root@pam: job errors",
      "VM 100 (web-1) was started by root@pam for the 77. time",
    ]);
  });

  it("are no longer called out once they were looked at, until another one comes", async () => {
    await look();
    await page.locator(".error-count.unread").waitFor();
    await page.keyboard.press("e");
    await page.locator(".error-count:not(.unread)").waitFor();
    await page.goto(address);
    await page.reload();
    await page.locator(".error-count:not(.unread)", { hasText: "2 errors" }).waitFor();
    server.change({}, {}, [fakeTask(78, Date.now(), { severity: "error" })]);
    await page.locator(".error-count.unread", { hasText: "3 errors" }).waitFor();
  });

  it("take no room where there are none", async () => {
    await visit(new FakeServer(folder));
    await page.locator(".guest").first().waitFor();
    await expect.poll(() => server.eventReads.length, patience).toBe(1);
    expect(await count().count()).toBe(0);
  });
});

describe("a detail", () => {
  it("has the events of its own, however many others there are since, and goes on to older ones", async () => {
    await look("#open=homelab/vm/100", 60, () => {
      for (let number = 0; number < 500; number++) server.fleet.events.push(fakeTask(5000 + number, nowMs - number, { entity: "homelab/vm/101", message: "another's" }));
    });
    const panel = page.locator(".detail").getByRole("region", { name: "Events" });
    const own = panel.getByRole("listitem");
    await expect.poll(() => own.count(), patience).toBe(25);
    await panel.getByRole("button", { name: "Show older ones" }).click();
    await expect.poll(() => own.count(), patience).toBe(50);
    await panel.getByRole("button", { name: "Show older ones" }).click();
    await expect.poll(() => own.count(), patience).toBe(60);
    await panel.getByText(/^No older one is known: the list ends at /).waitFor();
    server.change({}, {}, [fakeTask(9000, Date.now(), { message: "just now" }), fakeTask(9001, Date.now(), { entity: "homelab/vm/101", message: "another's" })]);
    await own.first().getByText("just now").waitFor();
    expect(await panel.getByText("another's").count()).toBe(0);
  });

  it("says where nothing happened", async () => {
    await visit(new FakeServer(folder), "#open=homelab/vm/100");
    await page.locator(".detail").getByText("No event is known.").waitFor();
  });
});
