import { beforeEach, describe, expect, it } from "vitest";
import { eventsPath, everyEvent, isWanted, type EventFilter } from "../../src/events/event_filter";
import { EventList, newestFirst, type EventPage, type EventSurroundings } from "../../src/events/event_list";
import type { FleetEvent, Severity } from "../../src/model/event";

const event = (id: string, timeMs: number, severity: Severity = "info", more: Partial<FleetEvent> = {}): FleetEvent => ({
  id,
  entity: "c/vm/1",
  type: "task",
  severity,
  message: id,
  timeMs,
  ...more,
});

const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn++) await Promise.resolve();
};

// A server that answers when it is told to, and a clock that goes when it is.
class Server implements EventSurroundings {
  readonly asked: string[] = [];
  private answers: { readonly give: (page: EventPage) => void; readonly fail: (error: Error) => void }[] = [];
  private timers: (() => void)[] = [];

  read(path: string, signal: AbortSignal): Promise<EventPage> {
    this.asked.push(path);
    return new Promise((give, fail) => {
      this.answers.push({ give, fail });
      signal.addEventListener("abort", () => fail(new Error("aborted")));
    });
  }
  after(_: number, run: () => void): () => void {
    this.timers.push(run);
    return () => (this.timers = this.timers.filter((each) => each !== run));
  }
  async rest(): Promise<void> {
    for (const run of this.timers.splice(0)) run();
    await settle();
  }
  async give(events: readonly FleetEvent[], next?: string): Promise<void> {
    this.answers.shift()?.give({ events, ...(next === undefined ? {} : { next }) });
    await settle();
  }
  async fail(why: string): Promise<void> {
    this.answers.shift()?.fail(new Error(why));
    await settle();
  }
}

let server: Server;
const ids = (list: EventList): string => list.events().map((each) => each.id).join(" ");
const listOf = (filter: Partial<EventFilter> = {}, most = 100): EventList => new EventList(server, { ...everyEvent, ...filter }, { page: 2, most });
const news = (...events: FleetEvent[]) => ({ events, gap: false });

beforeEach(() => {
  server = new Server();
});

describe("what is asked for", () => {
  it("names only what is wished", () => {
    expect(eventsPath(everyEvent, 50)).toBe("/api/events?limit=50");
    const filter: EventFilter = { entity: "c/vm/1", types: ["task", "ha"], least: "warning", query: "tag:a b", fromMs: 5.4 };
    expect(eventsPath(filter, 1)).toBe("/api/events?entity=c%2Fvm%2F1&type=task&type=ha&severity=warning&query=tag%3Aa+b&from=5&limit=1");
  });

  it("is what is taken of what comes live", () => {
    const filter: EventFilter = { ...everyEvent, entity: "c/vm/1", types: ["task", "ha"], least: "warning", fromMs: 10 };
    expect(isWanted(filter, event("a", 10, "error"))).toBe(true);
    expect(isWanted(filter, event("a", 9, "error"))).toBe(false);
    expect(isWanted(filter, event("a", 10, "notice"))).toBe(false);
    expect(isWanted(filter, event("a", 10, "error", { type: "log" }))).toBe(false);
    expect(isWanted(filter, event("a", 10, "error", { entity: "c/vm/11" }))).toBe(false);
  });
});

describe("a list of events", () => {
  it("has the first page, and on demand the next ones, until there is none", async () => {
    const list = listOf();
    list.load();
    expect([list.ready(), list.loading()]).toEqual([false, true]);
    await server.give([event("d", 4), event("c", 3)], "/api/events?cursor=2");
    expect([ids(list), list.ready(), list.loading(), list.hasOlder()]).toEqual(["d c", true, false, true]);
    list.older();
    list.older();
    expect(server.asked).toEqual(["/api/events?limit=2", "/api/events?cursor=2"]);
    await server.give([event("b", 2)]);
    expect([ids(list), list.hasOlder()]).toEqual(["d c b", false]);
    list.older();
    expect(server.asked).toHaveLength(2);
  });

  it("has what comes live in its place, once, in its newest state", async () => {
    const list = listOf();
    list.load();
    await server.give([event("b", 4), event("a", 2)]);
    list.take(news(event("a", 2, "error"), event("between", 3), event("new", 5)));
    expect(ids(list)).toBe("new b between a");
    expect(list.events()[3]?.severity).toBe("error");
  });

  it("leaves out what began before its end, which another page has", async () => {
    const list = listOf();
    list.load();
    await server.give([event("d", 40), event("c", 30)], "/api/events?cursor=2");
    list.take(news(event("old", 10), event("new", 50)));
    expect(ids(list)).toBe("new d c");
    list.older();
    await server.give([event("old", 10)]);
    expect(ids(list)).toBe("new d c old");
    list.take(news(event("older", 5)));
    expect(ids(list)).toBe("new d c old older");
  });

  it("loses what is not wanted any more", async () => {
    const list = listOf({ least: "error" });
    list.load();
    await server.give([event("b", 4, "error"), event("a", 2, "error")]);
    list.take(news(event("a", 2, "info"), event("other", 3, "info")));
    expect(ids(list)).toBe("b");
  });

  it("has what came while a page was on its way", async () => {
    const list = listOf();
    list.load();
    list.take(news(event("new", 9)));
    expect(ids(list)).toBe("");
    await server.give([event("a", 2)]);
    expect(ids(list)).toBe("new a");
  });

  it.each(["", "tag:a"])("has no old state of what became unwanted while a page was on its way, with the query '%s'", async (query) => {
    const list = listOf({ least: "error", query });
    list.load();
    list.take(news(event("b", 2, "error")));
    list.take(news(event("b", 2, "info"), event("a", 1, "info")));
    list.take(news(event("a", 1, "error")));
    await server.give([event("b", 2, "error"), event("a", 1, "warning")]);
    expect(list.events().map((each) => `${each.id} ${each.severity}`)).toEqual(["a error"]);
  });

  it("has no old state of it on an older page", async () => {
    const list = listOf({ least: "error" });
    list.load();
    await server.give([event("c", 3, "error")], "/api/events?cursor=1");
    list.older();
    list.take(news(event("b", 2, "info")));
    await server.give([event("b", 2, "error"), event("a", 1, "error")]);
    expect(ids(list)).toBe("c a");
  });

  it("begins anew where others changed that it was not told of, and not at each of many", async () => {
    const list = listOf();
    list.load();
    await server.give([event("d", 4), event("c", 3)], "/api/events?cursor=2");
    list.older();
    await server.give([event("a", 1)]);
    for (let time = 0; time < 3; time++) list.take({ events: [event("z", 9)], gap: true });
    expect(server.asked).toHaveLength(2);
    await server.rest();
    expect(server.asked.slice(2)).toEqual(["/api/events?limit=2"]);
    // What stands there stays until that is answered.
    expect(ids(list)).toBe("z d c a");
    await server.give([event("z", 9), event("y", 8)], "/api/events?cursor=2");
    expect(ids(list)).toBe("z y");
    expect(list.hasOlder()).toBe(true);
  });

  it("asks the server what a query finds, but for what stands there already", async () => {
    const list = listOf({ query: "tag:a" });
    list.load();
    await server.give([event("a", 2)]);
    list.take(news(event("a", 2, "error"), event("b", 3)));
    expect(list.events().map((each) => `${each.id} ${each.severity}`)).toEqual(["a error"]);
    await server.rest();
    await server.give([event("b", 3), event("a", 2, "error")]);
    expect(ids(list)).toBe("b a");
    expect(server.asked).toHaveLength(2);
  });

  describe("under a query", () => {
    // Read down to its third page, of two events each.
    const readDown = async (most = 100): Promise<EventList> => {
      const list = listOf({ query: "tag:a" }, most);
      list.load();
      await server.give([event("f", 60), event("e", 50)], "/api/events?cursor=2");
      list.older();
      await server.give([event("d", 40), event("c", 30)], "/api/events?cursor=4");
      await server.rest();
      return list;
    };

    it("keeps the older pages where something comes live, and puts what is found above them", async () => {
      const list = await readDown();
      list.take(news(event("x", 90)));
      await server.give([event("f", 60), event("e", 50, "error")], "/api/events?cursor=2");
      expect([ids(list), list.events()[1]?.severity]).toEqual(["f e d c", "error"]);
      list.take(news(event("g", 70)));
      await server.rest();
      await server.give([event("g", 70), event("f", 60)], "/api/events?cursor=2b");
      expect(ids(list)).toBe("g f e d c");
      list.older();
      expect(server.asked[server.asked.length - 1]).toBe("/api/events?cursor=4");
    });

    it("loses what the fresh page does not have any more, and no other of the time at which that page ends", async () => {
      const list = await readDown();
      list.take(news(event("e2", 50)));
      await server.give([event("e2", 50), event("e", 50)], "/api/events?cursor=2");
      expect(ids(list)).toBe("e2 e d c");
      list.take(news(event("e3", 50)));
      await server.rest();
      await server.give([event("e3", 50), event("e2", 50)], "/api/events?cursor=2");
      expect(ids(list)).toBe("e3 e2 e d c");
    });

    it("begins anew where the fresh page reaches nothing that is known, and where it is all there is", async () => {
      const list = await readDown();
      list.take(news(event("i", 90)));
      await server.give([event("i", 90), event("h", 80)], "/api/events?cursor=i");
      expect(ids(list)).toBe("i h");
      list.older();
      expect(server.asked[server.asked.length - 1]).toBe("/api/events?cursor=i");
      await server.give([event("g", 70)], "/api/events?cursor=g");
      list.take(news(event("j", 95)));
      await server.rest();
      await server.give([event("i", 90)]);
      expect([ids(list), list.hasOlder()]).toEqual(["i", false]);
    });

    it("begins anew after a gap, also where something else comes before that is answered", async () => {
      const list = await readDown();
      list.take({ events: [], gap: true });
      await server.rest();
      list.take(news(event("x", 90)));
      await settle();
      expect(server.asked).toHaveLength(4);
      await server.give([], "none: it was given up");
      await server.give([event("f", 60), event("e", 50)], "/api/events?cursor=2");
      expect(ids(list)).toBe("f e");
    });

    it("holds no more than it may", async () => {
      const list = await readDown(4);
      list.take(news(event("g", 70)));
      await server.give([event("g", 70), event("f", 60)], "/api/events?cursor=2");
      expect([ids(list), list.isFull()]).toEqual(["g f e d", true]);
    });
  });

  it("says what failed, keeps what it has, and tries it again when it is told to", async () => {
    const list = listOf();
    list.load();
    await server.fail("no");
    expect([list.failure(), list.loading(), list.ready()]).toEqual(["no", false, false]);
    await server.rest();
    list.retry();
    await server.give([event("b", 4), event("a", 2)], "/api/events?cursor=2");
    expect(list.failure()).toBe("");
    list.older();
    await server.fail("gone");
    expect([list.failure(), ids(list)]).toEqual(["gone", "b a"]);
    await server.rest();
    list.retry();
    list.retry();
    expect(server.asked[server.asked.length - 1]).toBe("/api/events?cursor=2");
  });

  it.each([
    ["there are older ones", "/api/events?cursor=2"],
    ["there are none", undefined],
  ])("asks once more for the first page where that one failed, and %s", async (_, next) => {
    const list = listOf();
    list.load();
    await server.give([event("b", 4), event("a", 2)], next);
    await server.rest();
    list.take({ events: [event("z", 9)], gap: true });
    await server.fail("no");
    expect([list.failure(), ids(list)]).toEqual(["no", "z b a"]);
    await server.rest();
    list.retry();
    expect(server.asked.slice(1)).toEqual(["/api/events?limit=2", "/api/events?limit=2"]);
    await server.give([event("z", 9), event("y", 8)], "/api/events?cursor=2");
    expect([list.failure(), ids(list)]).toEqual(["", "z y"]);
  });

  it("still begins anew where that failed and something else made it ask", async () => {
    const list = listOf({ query: "tag:a" });
    list.load();
    await server.give([event("b", 4), event("a", 2)], "/api/events?cursor=2");
    list.older();
    await server.give([event("0", 1)]);
    await server.rest();
    list.take({ events: [], gap: true });
    await server.fail("no");
    await server.rest();
    list.take(news(event("x", 9)));
    await server.give([event("b", 4), event("a", 2)], "/api/events?cursor=2");
    expect(ids(list)).toBe("b a");
  });

  it("holds no more than it may, and says so", async () => {
    const list = listOf({}, 3);
    list.load();
    await server.give([event("b", 4), event("a", 2)], "/api/events?cursor=2");
    list.take(news(event("c", 5), event("d", 6)));
    expect([ids(list), list.isFull()]).toEqual(["d c b", true]);
    list.older();
    expect(server.asked).toHaveLength(1);
    // What fell out of it does not come back in the wrong place.
    list.take(news(event("a", 2)));
    expect(ids(list)).toBe("d c b");
  });

  it("asks nothing more once it was stopped", async () => {
    const list = listOf();
    list.load();
    list.stop();
    await settle();
    await server.rest();
    list.load();
    expect([server.asked.length, list.failure()]).toEqual([1, ""]);
  });
});

describe("the order", () => {
  it("of what has the same time is as it came", () => {
    const before = [event("b", 5), event("a", 5)];
    const order = (all: readonly FleetEvent[]): string => all.map((each) => each.id).join("");
    expect(order(newestFirst(before, [event("d", 5), event("c", 5), event("a", 5)], "above"))).toBe("dcba");
    expect(order(newestFirst(before, [event("y", 5), event("z", 4)], "behind"))).toBe("bayz");
  });
});
